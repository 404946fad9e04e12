// Connects Microsoft's client to a hub and hands its life through: every event is a JSON line on stdout, every
// line on stdin is {"target", "arguments"} to invoke, or {"stop": true}.
//
//   node driver.mjs URL TOKEN [skip-negotiation]

import { createInterface } from 'node:readline';
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';

const [url, token, mode] = process.argv.slice(2);
const say = (event, details = {}) => process.stdout.write(`${JSON.stringify({ event, ...details })}\n`);

const connection = new HubConnectionBuilder()
  .withUrl(url, {
    accessTokenFactory: () => token,
    ...(mode === 'skip-negotiation'
      ? { skipNegotiation: true, transport: HttpTransportType.WebSockets }
      : {}),
  })
  .withAutomaticReconnect(Array(20).fill(200))
  .configureLogging(LogLevel.None)
  .build();

for (const target of [
  'ReceiveMessage',
  'ReceiveMediaMessage',
  'ChatStatusChanged',
  'MessageStatusChanged',
  'ChatCreated',
]) {
  connection.on(target, (...values) => say(target, { values }));
}
connection.onreconnecting(() => say('reconnecting'));
connection.onreconnected(() => say('reconnected'));
connection.onclose((error) => say('closed', { error: error ? String(error.message) : null }));

async function invoke({ target, arguments: values }) {
  try {
    const result = await connection.invoke(target, ...values);
    say('completed', { target, result: result ?? null });
  } catch (error) {
    say('failed', { target, error: String(error.message) });
  }
}

const wishes = createInterface({ input: process.stdin });
wishes.on('close', () => process.exit(0));
wishes.on('line', async (line) => {
  const wish = JSON.parse(line);
  if (wish.stop) {
    await connection.stop();
    process.exit(0);
  }
  await invoke(wish);
});

try {
  await connection.start();
  say('connected', { id: connection.connectionId });
} catch (error) {
  say('refused', { error: String(error.message) });
  process.exit(0);
}
