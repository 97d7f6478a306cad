import assert from 'node:assert/strict';
import test from 'node:test';
import {connect} from './webroot/socket.js';

test('asksForTheWholeAtMostOnceASecond', (context) => {
  const said = [];
  class Silent {
    static OPEN = 1;
    readyState = 1;
    send(text) {
      said.push(JSON.parse(text).type);
    }
    close() {}
  }
  let now = 1_000_000;
  context.mock.method(Date, 'now', () => now);
  globalThis.WebSocket = Silent;
  const feed = connect('ws://nowhere', {frame: () => {}, status: () => {}});
  for (; now < 1_010_000; now += 100) feed.ask();
  assert.deepEqual(said, Array(10).fill('snapshot'));
  feed.close();
});
