// Run by SdkTest against real gateways: node --experimental-websocket --test
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';

const {connect, taskId, QuorateError} = await import(process.env.QUORATE_SDK);
const urls = process.env.QUORATE_URLS.split(',');
const picture = new Uint8Array(await readFile(process.env.QUORATE_PICTURE));

test('a submission is answered', async () => {
  const quorate = connect(urls[0]);
  const result = await quorate.submit(picture, {model: 'toybox', replicas: 1, quorum: 1});
  assert.equal(result.status, 'agreed');
  assert.equal(result.detections[0].label, 'star');
  quorate.close();
});

test('a confidence is asked for, and refused with what can be given', async () => {
  const quorate = connect(urls[0]);
  assert.equal((await quorate.submit(picture, {model: 'toybox', confidence: 0.5})).status, 'agreed');
  for (const confidence of [0.99, 0.4, 'sure', Number.NaN]) {
    await assert.rejects(quorate.submit(picture, {model: 'toybox', confidence}), (why) => why.code === 'invalid' && why.message.includes('confidence'));
  }
  await assert.rejects(quorate.submit(picture, {model: 'toybox', confidence: 0.5, replicas: 3}), {code: 'invalid'});
  quorate.close();
});

test('the receipt of a paid task is told', async () => {
  const told = [];
  const quorate = connect(urls[0], {onReceipt: (receipt) => told.push(receipt.taskId)});
  const id = taskId();
  const payment = {owner: 'qr1qqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0s4n3nq0', escrow: 3, signature: 'ab'.repeat(64)};
  assert.equal((await quorate.submit(picture, {model: 'toybox', taskId: id, payment})).status, 'agreed');
  assert.equal((await quorate.receipt(id)).height, 9);
  assert.deepEqual(told, [id]);
  await assert.rejects(quorate.receipt(taskId(), {withinMillis: 50}), {code: 'unpaid'});
  quorate.close();
});

test('many are answered, each once, within the credits', async () => {
  const quorate = connect(urls[0]);
  const seen = new Set();
  const results = quorate.results();
  const all = Array.from({length: 100}, () => quorate.submit(picture, {model: 'toybox'}));
  for (let i = 0; i < 100; i++) seen.add((await results.next()).value.taskId);
  assert.equal(seen.size, 100);
  assert.equal(new Set((await Promise.all(all)).map((each) => each.taskId)).size, 100);
  assert.equal(quorate.open, 0);
  quorate.close();
});

test('a refusal says why', async () => {
  const quorate = connect(urls[0]);
  await assert.rejects(quorate.submit(picture, {model: 'toybx'}), (why) => why instanceof QuorateError && why.code === 'unknown-model');
  await assert.rejects(quorate.submit(picture, {model: 'toybox', quorum: 99}), {code: 'invalid'});
  assert.equal((await quorate.submit(picture, {model: 'toybox'})).status, 'agreed');
  quorate.close();
});

test('a broken connection is resumed at the next gateway', async () => {
  const sockets = [];
  class Fragile extends WebSocket {
    constructor(...args) {
      super(...args);
      sockets.push(this);
    }
  }
  const quorate = connect(urls, {WebSocket: Fragile});
  const first = await quorate.submit(picture, {model: 'toybox'});
  const session = quorate.session;
  const pending = Array.from({length: 20}, () => quorate.submit(picture, {model: 'toybox'}));
  sockets[0].close();
  const results = await Promise.all(pending);
  assert.equal(new Set(results.map((each) => each.taskId)).size, 20);
  assert.ok(!results.some((each) => each.taskId === first.taskId));
  assert.equal(quorate.session, session);
  assert.ok(sockets.length > 1);
  quorate.close();
});

test('a duplicate of another session is fetched', async () => {
  const id = taskId();
  const one = connect(urls[0]);
  const two = connect(urls[0]);
  await one.submit(picture, {model: 'toybox', taskId: id});
  assert.equal((await two.submit(picture, {model: 'toybox', taskId: id})).status, 'agreed');
  one.close();
  two.close();
});

// what a gateway says and how it ends, without one
class Scripted extends EventTarget {
  readyState = 1;
  static sent = [];
  constructor() {
    super();
    queueMicrotask(() => this.dispatchEvent(new Event('open')));
  }
  say(frame) {
    this.dispatchEvent(Object.assign(new Event('message'), {data: JSON.stringify(frame)}));
  }
  close(code) {
    this.dispatchEvent(Object.assign(new Event('close'), {code}));
  }
}

function scripted(heard) {
  return class extends Scripted {
    send(message) {
      queueMicrotask(() => heard(this, typeof message === 'string' ? JSON.parse(message) : {type: 'submit', bytes: message.length}));
    }
  };
}

const welcome = (limits) => ({type: 'welcome', session: 's', epoch: 1, offset: 0, recv: 0, resumed: false, credits: 8, limits});

test('who resumes acknowledges again what it has', async () => {
  const id = taskId();
  const acks = [];
  let connections = 0;
  let told;
  const again = new Promise((resolve) => (told = resolve));
  const quorate = connect('ws://127.0.0.1:1', {
    WebSocket: scripted((socket, frame) => {
      if (frame.type === 'hello') {
        connections++;
        socket.say(connections === 1 ? welcome() : {...welcome(), resumed: true, offset: 1, recv: 1});
      } else if (frame.type === 'submit') {
        socket.say({type: 'accepted', seq: 1, taskId: id, duplicate: false});
        socket.say({type: 'result', taskId: id, offset: 1, status: 'agreed', detections: []});
      } else if (frame.type === 'ack') {
        acks.push(frame.offset);
        if (connections === 1) socket.close(1001);
        else told();
      }
    }),
  });
  assert.equal((await quorate.submit(new Uint8Array(10), {model: 'toybox', taskId: id})).status, 'agreed');
  await again;
  assert.deepEqual(acks, [1, 1]);
  quorate.close();
});

test('who was taken over by a connection of its own that was lost goes on, and by another ends', async () => {
  let connections = 0;
  const closed = new Promise((resolve) => {
    connect('ws://127.0.0.1:1', {
      onState: (state, problem) => state === 'closed' && resolve(problem),
      WebSocket: scripted((socket, frame) => {
        if (frame.type !== 'hello') return;
        connections++;
        if (connections === 2) return socket.close(1006); // slow: it takes the session later
        socket.say(connections === 1 ? welcome() : {...welcome(), resumed: true});
        socket.close(connections === 1 ? 1006 : 4409);
      }),
    });
  });
  assert.equal((await closed).code, 'replaced');
  assert.equal(connections, 4);
});

test('a gateway that may be in the smaller part of a cut is left, unless it has accepted something', async () => {
  const taken = [];
  const minority = {code: 'minority', status: 503, retryable: true, retryAfterMs: 50, detail: '2 of 5 nodes are here'};
  class AtTheFirst extends Scripted {
    constructor(url) {
      super();
      this.at = Number(url.match(/:([0-9]+)/)[1]);
    }
    send(message) {
      const id = typeof message !== 'string' && JSON.parse(new TextDecoder().decode(message.slice(4, 4 + new DataView(message.buffer).getUint32(0)))).taskId;
      queueMicrotask(() => this.answer(id, typeof message === 'string' && JSON.parse(message)));
    }
    answer(id, frame) {
      if (frame.type === 'hello') return this.say(welcome());
      if (frame) return;
      if (this.at === 1 && id !== first) return this.say({type: 'error', taskId: id, problem: minority});
      taken.push([this.at, id]);
      this.say({type: 'accepted', seq: 1, taskId: id, duplicate: false});
      if (this.at === 1) setTimeout(() => this.say({type: 'result', taskId: id, offset: 1, status: 'agreed', detections: []}), 120);
      else this.say({type: 'result', taskId: id, offset: taken.length, status: 'agreed', detections: []});
    }
  }
  const first = taskId();
  const second = taskId();
  const quorate = connect(['ws://127.0.0.1:1', 'ws://127.0.0.1:2'], {WebSocket: AtTheFirst});
  const done = [];
  await Promise.all([first, second].map(async (id) => {
    await quorate.submit(new Uint8Array(10), {model: 'toybox', taskId: id});
    done.push(id);
  }));
  assert.deepEqual(done, [first, second]);
  assert.deepEqual(taken, [[1, first], [2, second]]);
  quorate.close();
});

test('a picture that the gateway would not take is refused here', async () => {
  const submits = [];
  const quorate = connect('ws://127.0.0.1:1', {
    WebSocket: scripted((socket, frame) => {
      if (frame.type === 'hello') socket.say(welcome({maxImageBytes: 100}));
      if (frame.type === 'submit') submits.push(frame);
    }),
  });
  await assert.rejects(quorate.submit(new Uint8Array(101), {model: 'toybox'}), {code: 'picture-too-large'});
  assert.equal(submits.length, 0);
  quorate.close();
});

test('a picture for which the gateway closes the connection is not sent again', async () => {
  for (const code of [1009, 4413]) {
    let connections = 0;
    let resumed;
    const again = new Promise((resolve) => (resumed = resolve));
    const quorate = connect('ws://127.0.0.1:1', {
      WebSocket: scripted((socket, frame) => {
        if (frame.type === 'hello') {
          connections++;
          socket.say(welcome());
        } else if (frame.type === 'submit' && frame.bytes > 1000) socket.close(code);
        else if (frame.type === 'submit' && connections === 2) resumed();
      }),
    });
    const small = quorate.submit(new Uint8Array(10), {model: 'toybox'});
    small.catch(() => {});
    await assert.rejects(quorate.submit(new Uint8Array(2000), {model: 'toybox'}), {code: 'picture-too-large'});
    await again;
    assert.equal(quorate.open, 1);
    quorate.close();
  }
});

test('what was called off before it began is not sent', async () => {
  const quorate = connect('ws://127.0.0.1:1');
  const result = await quorate.submit(picture, {model: 'toybox', signal: AbortSignal.abort()});
  assert.equal(result.status, 'cancelled');
  assert.equal(quorate.open, 0);
  quorate.close();
});

test('a task that may not be asked for is given up', async () => {
  const gatekeeper = createServer((request, response) => {
    response.writeHead(401, {'Content-Type': 'application/problem+json'});
    response.end(JSON.stringify({code: 'unauthenticated', status: 401, detail: 'no key'}));
  });
  await new Promise((listening) => gatekeeper.listen(0, '127.0.0.1', listening));
  const id = taskId();
  const quorate = connect(`ws://127.0.0.1:${gatekeeper.address().port}`, {
    WebSocket: scripted((socket, frame) => {
      if (frame.type === 'hello') socket.say(welcome());
      if (frame.type === 'submit') socket.say({type: 'accepted', seq: 1, taskId: id, delivery: 'fetch'});
    }),
  });
  await assert.rejects(quorate.submit(picture, {model: 'toybox', taskId: id}), {code: 'unauthenticated'});
  quorate.close();
  gatekeeper.close();
});

test('nobody there is said so', async () => {
  const quorate = connect('ws://127.0.0.1:1', {giveUpMillis: 50});
  await assert.rejects(quorate.submit(picture, {model: 'toybox'}), {code: 'unreachable'});
});
