// A peer for `holdfast bench --peers`: appends what comes, forces the file, and acknowledges, in groups. It unmasks
// and checks nothing, so it is the upper limit for a server in Node. Needs no package. Ends when its input does.
import { createHash } from 'node:crypto';
import { closeSync, fdatasync, openSync, unlinkSync, write } from 'node:fs';
import { createServer } from 'node:http';

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const FILE_SIZE = 64 * 1024 * 1024;
const path = process.argv[2];
let file = openSync(path, 'w');
let size = 0;
let blocks = [];
let owed = new Set();
let busy = false;

const server = createServer();
server.on('upgrade', (request, socket) => {
  const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + MAGIC).digest('base64');
  socket.setNoDelay(true);
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
    `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: holdfast.v1\r\n\r\n`);
  const connection = { socket, events: 0, rest: Buffer.alloc(0), skip: 0 };
  socket.on('data', bytes => take(connection, bytes));
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('close', () => process.exit());
process.stdin.resume();

function take(connection, bytes) {
  blocks.push(bytes);
  const before = connection.events;
  count(connection, bytes);
  if (connection.events > before) {
    owed.add(connection);
  }
  if (!busy) {
    commit();
  }
}

function count(connection, bytes) {
  const all = connection.rest.length > 0 ? Buffer.concat([connection.rest, bytes]) : bytes;
  let at = Math.min(connection.skip, all.length);
  connection.skip -= at;
  while (connection.skip === 0 && all.length - at >= 14) {
    const short = all[at + 1] & 0x7f;
    const whole = short === 126 ? 8 + all.readUInt16BE(at + 2) : 6 + short;
    if ((all[at] & 0x0f) === 1) {
      connection.events++;
    }
    connection.skip = Math.max(0, whole - (all.length - at));
    at = Math.min(all.length, at + whole);
  }
  connection.rest = all.subarray(at);
}

function commit() {
  busy = true;
  const group = Buffer.concat(blocks);
  const answered = [...owed].map(connection => [connection, connection.events]);
  blocks = [];
  owed = new Set();
  write(file, group, 0, group.length, null, failed => {
    if (failed) throw failed;
    fdatasync(file, failed => {
      if (failed) throw failed;
      size += group.length;
      answered.forEach(([connection, events]) => answer(connection.socket, events));
      if (size > FILE_SIZE) {
        closeSync(file);
        unlinkSync(path);
        file = openSync(path, 'w');
        size = 0;
      }
      busy = false;
      if (blocks.length > 0) {
        commit();
      }
    });
  });
}

function answer(socket, events) {
  const text = `{"ack":{"upTo":${events}}}`;
  socket.write(Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]));
}
