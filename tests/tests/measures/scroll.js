// Scrolls a list from its beginning to its end and back at a hand's speed, and gives the time
// between frames and how many rows were in the page at most.
const [selector, done] = arguments;
const list = document.querySelector(selector);
const frames = [];
const STEPS = 300;
let rows = 0;
let step = 0;
let last = performance.now();

function frame(now) {
  frames.push(now - last);
  last = now;
  rows = Math.max(rows, list.querySelectorAll("[role=option]").length);
  step += 1;
  if (step > STEPS) {
    list.scrollTop = 0;
    // The first frame waited for the script.
    done({ frames: frames.slice(1), rows });
    return;
  }
  // A hand turns a wheel by some rows a frame; now and then the bar is dragged across the list.
  if (step % 50 === 0) list.scrollTop = (list.scrollHeight * step) / STEPS;
  else list.scrollTop += 180;
  requestAnimationFrame(frame);
}
requestAnimationFrame(frame);
