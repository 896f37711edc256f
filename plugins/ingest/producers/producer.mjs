// Sends each line of its input, a JSON value, as the data of one event over WebSocket. Node 20.10 or newer:
//   seq 100 | node --experimental-websocket producer.mjs ws://127.0.0.1:8080/ingest /my/source
// (from Node 22 on without the option; a token: in HOLDFAST_TOKEN). In a browser the class is the same.
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";

const WINDOW = 500;
const [address, source] = process.argv.slice(2);
const token = process.env.HOLDFAST_TOKEN;
const run = randomUUID();
const lines = createInterface({ input: process.stdin });
let made = 0;
let ended = false;
let refused = false;
let failures = 0;
let waiting = []; // Made, and not sent on this connection.
let unanswered = new Map(); // Sent on this connection, by the number that it has there.
let send = () => {};

lines.on("line", (data) => {
  // An id is made once, together with its event: by it a repeat is known.
  const id = `${run}-${++made}`;
  waiting.push(`{"specversion":"1.0","type":"line","source":${JSON.stringify(source)},"id":"${id}","data":${data}}`);
  if (waiting.length >= WINDOW) lines.pause();
  send();
});
lines.on("close", () => ((ended = true), send()));

function connect() {
  const socket = new WebSocket(address, token ? ["holdfast.v1", `bearer.${token}`] : ["holdfast.v1"]);
  let number = 0;
  let over = false;
  let heard = Date.now();
  const watch = setInterval(() => {
    if (unanswered.size === 0 && socket.readyState === WebSocket.OPEN) heard = Date.now();
    if (Date.now() - heard > 20_000) lost("no answer for 20 s");
  }, 1000);
  function lost(why, atLeast = 0) {
    if (over) return;
    over = true;
    clearInterval(watch);
    send = () => {};
    socket.close();
    waiting = [...unanswered.values(), ...waiting];
    unanswered = new Map();
    const backOff = Math.min(30_000, 250 * 2 ** failures++) * (0.5 + Math.random() / 2);
    const pause = Math.round(Math.max(atLeast, backOff));
    console.error(`lost: ${why}; again in ${pause} ms`);
    setTimeout(connect, pause);
  }
  socket.onopen = () => {
    if (over) return;
    send = () => {
      while (waiting.length > 0 && unanswered.size < WINDOW) {
        const event = waiting.shift();
        unanswered.set(++number, event);
        socket.send(event);
      }
      if (waiting.length < WINDOW && !ended) lines.resume();
      if (ended && waiting.length + unanswered.size === 0) process.exit(refused ? 1 : 0);
    };
    send();
  };
  socket.onmessage = (message) => {
    if (over) return;
    heard = Date.now();
    const { ack, nack } = JSON.parse(message.data);
    if (nack?.retryAfterMs) return lost(`${nack.code} ${nack.reason}`, nack.retryAfterMs); // A later ack would pass it.
    if (nack) {
      refused = true;
      console.error(`refused for good: ${nack.code} ${nack.reason}: ${unanswered.get(nack.event)}`);
      unanswered.delete(nack.event);
    } else if (ack) {
      failures = 0;
      for (const each of [...unanswered.keys()]) if (each <= ack.upTo) unanswered.delete(each);
    }
    send();
  };
  socket.onerror = () => lost("no connection");
  socket.onclose = ({ code, reason }) => {
    if (!over && [1003, 1007, 1009].includes(code)) {
      console.error(`given up: close ${code} ${reason}; without an answer:`, [...unanswered.values()]);
      process.exit(2);
    }
    lost(`close ${code} ${reason}`);
  };
}
connect();
