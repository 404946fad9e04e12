// Calls a command many times, one after the other, and gives the times, each the mean of some: the
// clock of a page has whole milliseconds only.
const [[command, values], done] = arguments;
const TURNS = 60;
const SOME = 10;
const invoke = window.__TAURI_INTERNALS__.invoke;

async function run() {
  const times = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const began = performance.now();
    for (let call = 0; call < SOME; call += 1) await invoke(command, values);
    times.push((performance.now() - began) / SOME);
  }
  // The first ones warm up.
  return times.slice(10);
}
run().then(done, (error) => done({ error: JSON.stringify(error) }));
