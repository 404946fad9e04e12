// Opens the longest chat and another one in turn, and gives the times from the click to the frame
// in which the long one's messages are painted.
const [done] = arguments;
const TURNS = 60;
const options = () => [...document.querySelectorAll("[data-chats] [role=option]")];
const messages = () => document.querySelectorAll('[role="list"] > li').length;
const times = [];

function painted() {
  const latest = performance.now() + 10_000;
  return new Promise((resolve, reject) => {
    const look = () => {
      if (messages() > 10) requestAnimationFrame(() => resolve(performance.now()));
      else if (performance.now() > latest) reject(new Error(`${messages()} messages are shown`));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}
const rest = (time) => new Promise((resolve) => setTimeout(resolve, time));

async function run() {
  const list = document.querySelector("[data-chats]");
  list.scrollTop = 0;
  await rest(500);
  if (options().length < 2) throw new Error("two chats are needed");
  for (let turn = 0; turn < TURNS; turn += 1) {
    options()[1].click();
    await rest(250);
    const began = performance.now();
    options()[0].click();
    times.push((await painted()) - began);
    await rest(150);
  }
  return times;
}
run().then(done, (error) => done({ error: String(error) }));
