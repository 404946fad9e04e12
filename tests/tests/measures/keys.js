// From now on, takes the time from each key's event to the frame after the text changed.
window.keyTimes = [];
let pressed = null;
addEventListener("keydown", (event) => (pressed = event.timeStamp), { capture: true });
addEventListener(
  "input",
  () => {
    const began = pressed;
    pressed = null;
    if (began === null) return;
    // The callback runs before a frame is drawn, the message after it was.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.keyTimes.push(performance.now() - began);
      port2.postMessage(null);
    });
  },
  { capture: true },
);
