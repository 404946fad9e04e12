// Scrolls the open chat up until older messages come, and gives by how many pixels a message that
// was on screen moved meanwhile.
const [done] = arguments;
const list = document.querySelector('[role="list"] > li')?.parentElement;
let scroller = list;
while (scroller && scroller.scrollHeight <= scroller.clientHeight + 1) scroller = scroller.parentElement;
const rest = (time) => new Promise((resolve) => setTimeout(resolve, time));
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const items = () => [...list.querySelectorAll("li")];

async function run() {
  scroller.dispatchEvent(new WheelEvent("wheel", { bubbles: true, deltaY: -1 }));
  await rest(400);
  let most = 0;
  for (let turn = 0; turn < 3; turn += 1) {
    const top = scroller.getBoundingClientRect().top;
    scroller.scrollTop = 700;
    await rest(500);
    scroller.scrollTop = 500;
    const anchor = items().find((item) => item.getBoundingClientRect().top > top + 40);
    if (!anchor) break;
    let before = anchor.getBoundingClientRect().top;
    const height = scroller.scrollHeight;
    for (let wait = 0; wait < 120 && scroller.scrollHeight < height + 400; wait += 1) {
      await frame();
      if (scroller.scrollHeight < height + 400) before = anchor.getBoundingClientRect().top;
    }
    await rest(300);
    if (!anchor.isConnected) continue;
    most = Math.max(most, Math.abs(anchor.getBoundingClientRect().top - before));
  }
  return Math.round(most);
}
run().then(done, (error) => done({ error: String(error) }));
