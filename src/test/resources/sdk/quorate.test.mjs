// Run by SdkTest against real gateways: node --experimental-websocket --test
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';

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

test('nobody there is said so', async () => {
  const quorate = connect('ws://127.0.0.1:1', {giveUpMillis: 50});
  await assert.rejects(quorate.submit(picture, {model: 'toybox'}), {code: 'unreachable'});
});
