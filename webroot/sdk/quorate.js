// Quorate's client for browsers and Node: no dependencies, one file.
//
//   import {connect} from './quorate.js';
//   const quorate = connect('ws://127.0.0.1:7070');
//   const result = await quorate.submit(await picture.arrayBuffer(), {model: 'toybox'});
//   for await (const each of quorate.results()) console.log(each.taskId, each.status);
//   quorate.close();
//
// A lost connection is resumed, here or at the next address: nothing is lost and nothing comes twice. Frames: docs/protocol.md.

const SUBPROTOCOL = 'quorate.v1.json';
const FATAL = new Map([[4400, 'bad-frame'], [4401, 'unauthenticated'], [4403, 'forbidden'], [4406, 'wrong-subprotocol'], [4409, 'replaced']]);
const TOO_LARGE = new Set([1009, 4413]);
const REPLACED = 4409;
const LATE_MILLIS_MAX = 120_000; // no gateway takes a session later than that for a connection that was lost
const RETRY_MILLIS_MAX = 1000;
const PATIENCE_MILLIS = 30_000; // as the gateway's, for tasks that name no deadline
const RESULTS_MAX = 1000;
const ACK_MILLIS = 50;
const ACK_AFTER = 32;
const LOOK_MILLIS = 500;
const LEAVE_MILLIS = 200; // until it is looked again whether a gateway that takes no tasks can be left
const SILENCE_MILLIS = 60_000;
const RECEIPT_MILLIS = 20_000; // how long one is waited for behind its result
const RECEIPT_LOOK_MILLIS = 3_000; // until one that was not told is asked for
const RECEIPTS_MAX = 4096;

/** Why a task, or the whole connection, came to nothing. */
export class QuorateError extends Error {
  constructor(problem) {
    super(problem.detail || problem.title || problem.code);
    this.name = 'QuorateError';
    this.code = problem.code;
    this.problem = problem;
  }
}

/**
 * Connects to one gateway, or to the first of several that answers.
 * @param urls ws:// or wss:// addresses, with or without /v1/stream
 * @param options key: an API key; WebSocket: an implementation where there is none global; client: {name, version};
 *   onProgress, onState, onReceipt: callbacks; giveUpMillis: how long a lost connection is tried to be resumed
 */
export function connect(urls, options = {}) {
  return new Quorate([urls].flat(), options);
}

/** A UUID of version 7 (RFC 9562): the time, then chance. */
export function taskId(now = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}

/** A binary message: the header's length, the header, the picture. */
export function encode(header, picture) {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const message = new Uint8Array(4 + json.length + picture.length);
  new DataView(message.buffer).setUint32(0, json.length);
  message.set(json, 4);
  message.set(picture, 4 + json.length);
  return message;
}

class Quorate {
  #urls;
  #options;
  #at = 0;
  #socket = null;
  #up = false;
  #closed = false;
  #session = null;
  #received = 0;
  #acked = 0;
  #seq = 0;
  #credits = 0;
  #imageBytesMax = Infinity; // as this gateway says
  #tasks = new Map(); // taskId → {header, picture, stage: waiting|sent|accepted|resting|looking, resolve, reject, retries}
  #unread = [];
  #readers = [];
  #receipts = new Map(); // taskId → {promise, resolve}; of more the eldest go
  #iterating = false;
  #attempts = 0;
  #shunnedUntil = 0; // this gateway takes no tasks, since a cut may hide others from it: it is left when nothing is under way there
  #passing = false; // from one of those to the next
  #greeting = false; // said hello again, and was not welcomed yet
  #unwelcomed = 0; // connections that were lost in that
  #upSince = 0;
  #lostAt = Date.now();
  #heardAt = Date.now();
  #timers = new Set();
  #ackTimer = null;
  #leaveTimer = null;
  #lastProblem = null;

  constructor(urls, options) {
    this.#urls = urls.map((url) => url.replace(/\/+$/, '').replace(/\/v1\/stream$/, ''));
    this.#options = {giveUpMillis: 120_000, client: {name: 'quorate.js', version: '1'}, ...options};
    this.#dial();
    this.#pulse();
  }

  /**
   * Gives a task; resolves with its result, whatever its status, and rejects with a QuorateError when it is refused. Of the level, replicas and quorum
   * or confidence (0.5 to below 1, such as 0.99) may be named; what is named is met, or the result is disputed.
   */
  async submit(picture, {model, taskId: id = taskId(), deadlineMs, onDisconnect, signal, payment, ...params} = {}) {
    const bytes = await bytesOf(picture);
    if (this.#closed) throw new QuorateError({code: 'closed', detail: 'the connection was closed'});
    const {confidence} = params;
    if (confidence != null && !(typeof confidence === 'number' && confidence >= 0.5 && confidence < 1)) {
      throw new QuorateError({code: 'invalid', detail: `params.confidence: expected 0.5 to below 1, such as 0.99, got ${confidence}`});
    }
    if (this.#tasks.has(id)) throw new QuorateError({code: 'repeated', detail: `task ${id} is under way`});
    return new Promise((resolve, reject) => {
      const header = {type: 'submit', taskId: id, model, params, deadlineMs, onDisconnect, payment};
      this.#tasks.set(id, {header, picture: bytes, stage: 'waiting', resolve, reject, retries: 0});
      signal?.addEventListener('abort', () => this.cancel(id), {once: true});
      if (signal?.aborted) this.cancel(id);
      this.#send();
    });
  }

  /** Calls a task off: its result then says cancelled, unless it ended before. */
  cancel(id) {
    const task = this.#tasks.get(id);
    if (task && (task.stage === 'waiting' || task.stage === 'resting')) {
      this.#end(id, {type: 'result', taskId: id, status: 'cancelled', detail: 'called off before it was sent'});
    } else if (task) {
      task.cancelled = true;
      this.#say({type: 'cancel', taskId: id});
    }
  }

  /** All results from now on, in the order in which they come; at most a thousand wait unread, then nothing more is sent. */
  results() {
    this.#iterating = true;
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: () => {
        if (this.#unread.length > 0) {
          const value = this.#unread.shift();
          this.#send();
          return Promise.resolve({value, done: false});
        }
        if (this.#closed) return Promise.resolve({value: undefined, done: true});
        return new Promise((resolve) => this.#readers.push(resolve));
      },
      return: () => {
        this.#iterating = false;
        this.#unread = [];
        return Promise.resolve({value: undefined, done: true});
      },
    };
  }

  /**
   * The receipt of a paid task that was agreed on, as soon as the payment is final; rejects when none came within 20 s of asking. It is told at
   * most once on a connection, and asked for by REST when it is late.
   */
  async receipt(id, {withinMillis = RECEIPT_MILLIS} = {}) {
    const known = this.#receipts.get(id) ?? this.#receiptOf(id);
    const until = Date.now() + withinMillis;
    let found = null;
    while (!found && Date.now() < until && !this.#closed) {
      const wait = Math.min(RECEIPT_LOOK_MILLIS, until - Date.now());
      found = await Promise.race([known.promise, new Promise((resolve) => this.#after(wait, () => resolve(null)))]);
      found ??= await this.#lookForReceipt(id);
    }
    this.#receipts.delete(id);
    if (!found) throw new QuorateError({code: 'unpaid', detail: `no receipt of task ${id} came in time`});
    return found;
  }

  /** Tasks that have no result yet. */
  get open() {
    return this.#tasks.size;
  }

  get session() {
    return this.#session?.session ?? null;
  }

  /** Ends the connection; what has no result yet is rejected here, and goes on there. */
  close() {
    this.#ack();
    this.#finish({code: 'closed', detail: 'the connection was closed'}, 1000);
  }

  // ---- the connection

  async #dial() {
    const base = this.#urls[this.#at];
    const WebSocketIs = this.#options.WebSocket ?? globalThis.WebSocket;
    if (!WebSocketIs) return this.#finish({code: 'no-websocket', detail: 'pass in a WebSocket implementation'});
    const protocols = [SUBPROTOCOL];
    try {
      if (this.#options.key) protocols.push(`ticket.${await this.#ticket(base)}`);
    } catch (failure) {
      return failure instanceof QuorateError && failure.problem.status === 401 ? this.#finish(failure.problem) : this.#lost(1006);
    }
    if (this.#closed) return;
    const socket = new WebSocketIs(`${base}/v1/stream`, protocols);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    const mine = (deed) => (event) => socket === this.#socket && deed(event);
    const resume = this.#session && {session: this.#session.session, epoch: this.#session.epoch, recv: this.#received};
    socket.addEventListener('open', mine(() => this.#greet(resume)));
    socket.addEventListener('message', mine((event) => this.#hear(JSON.parse(event.data))));
    socket.addEventListener('close', mine((event) => this.#lost(event.code)));
    socket.addEventListener('error', mine(() => this.#after(0, mine(() => this.#lost(1006))))); // not everywhere does close follow
  }

  #greet(resume) {
    this.#greeting = Boolean(resume);
    this.#lastProblem = null;
    this.#write({type: 'hello', client: this.#options.client, ...(resume && {resume})});
  }

  async #ticket(base) {
    const response = await fetch(`${http(base)}/v1/tickets`, {method: 'POST', headers: this.#authorization()});
    const body = await response.json();
    if (!response.ok) throw new QuorateError(body);
    return body.ticket;
  }

  #authorization() {
    return this.#options.key ? {Authorization: `Bearer ${this.#options.key}`} : {};
  }

  #lost(code) {
    this.#socket = null;
    if (this.#up) this.#lostAt = Date.now();
    if (this.#greeting && code !== REPLACED) this.#unwelcomed++;
    this.#greeting = this.#up = false;
    this.#shunnedUntil = 0;
    this.#credits = 0;
    if (this.#closed) return;
    if (TOO_LARGE.has(code)) this.#refuseLargest(code);
    if (FATAL.has(code) && !this.#replacedByItself(code)) return this.#finish(this.#lastProblem ?? {code: FATAL.get(code), detail: `closed with ${code}`});
    if (Date.now() - this.#lostAt > this.#options.giveUpMillis) {
      const why = this.#lastProblem ? ` (${this.#lastProblem.detail})` : '';
      return this.#finish({code: 'unreachable', detail: `no gateway answers at ${this.#urls.join(', ')}${why}`});
    }
    for (const task of this.#tasks.values()) {
      if (task.stage !== 'sent') continue;
      task.stage = 'waiting';
      this.#holds(task); // perhaps
    }
    this.#options.onState?.('lost');
    this.#at = (this.#at + 1) % this.#urls.length;
    const wait = Math.min(100 * 2 ** this.#attempts++, 10_000) * (0.5 + Math.random() / 2);
    this.#after(wait, () => this.#dial());
  }

  /** A gateway whose connection was lost before its welcome may take the session all the same, from one that came later. */
  #replacedByItself(code) {
    const itself = code === REPLACED && this.#unwelcomed > 0;
    if (itself) this.#unwelcomed--;
    return itself;
  }

  #pulse() {
    this.#after(SILENCE_MILLIS / 4, () => {
      if (this.#up && Date.now() - this.#heardAt > SILENCE_MILLIS) {
        this.#socket.close();
        this.#lost(1006);
      } else if (this.#up) {
        this.#say({type: 'ping', t: Date.now()});
        if (Date.now() - this.#upSince > LATE_MILLIS_MAX) this.#unwelcomed = 0;
      }
      this.#pulse();
    }, true);
  }

  #finish(problem, code = 1000) {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket?.close(code);
    for (const timer of this.#timers) clearTimeout(timer);
    for (const [id, task] of this.#tasks) {
      this.#tasks.delete(id);
      task.reject(new QuorateError(problem));
    }
    for (const reader of this.#readers.splice(0)) reader({value: undefined, done: true});
    this.#options.onState?.('closed', problem);
  }

  // ---- what the gateway says

  #hear(frame) {
    this.#heardAt = Date.now();
    const task = this.#tasks.get(frame.taskId);
    switch (frame.type) {
      case 'welcome':
        return this.#welcomed(frame);
      case 'accepted':
        this.#passing = false;
        this.#attempts = 0;
        if (task) task.stage = 'accepted';
        if (task) this.#holds(task);
        if (task?.cancelled) this.#say({type: 'cancel', taskId: frame.taskId});
        if (task && frame.delivery === 'fetch') this.#look(frame.taskId);
        return;
      case 'credit':
        this.#credits += frame.n;
        return this.#send();
      case 'progress':
        return this.#options.onProgress?.(frame);
      case 'result':
        return this.#result(frame);
      case 'receipt':
        this.#receiptOf(frame.taskId).resolve(frame);
        return this.#options.onReceipt?.(frame);
      case 'error':
        return this.#refused(frame, task);
      case 'goaway':
        return this.#after(frame.reconnectAfterMs, () => this.#socket?.close(1000));
    }
  }

  #welcomed(welcome) {
    this.#up = true;
    this.#greeting = false;
    this.#upSince = Date.now();
    if (!this.#passing) this.#attempts = 0;
    this.#seq = welcome.recv;
    this.#credits = welcome.credits;
    this.#imageBytesMax = welcome.limits?.maxImageBytes ?? Infinity;
    if (!welcome.resumed) {
      this.#received = this.#acked = welcome.offset;
      for (const [id, task] of this.#tasks) if (task.stage === 'accepted') this.#look(id);
    }
    this.#session = {session: welcome.session, epoch: welcome.epoch};
    if (welcome.resumed && this.#received > 0) this.#acknowledgeAgain();
    this.#options.onState?.('up', welcome);
    this.#send();
  }

  /** What was said before may be lost; and what has other numbers beyond a cut gets new ones by it. */
  #acknowledgeAgain() {
    this.#acked = 0;
    this.#ack();
  }

  #result(frame) {
    if (frame.offset <= this.#received) return;
    this.#received = frame.offset;
    this.#end(frame.taskId, frame);
    if (this.#tasks.size === 0 || this.#received - this.#acked >= ACK_AFTER) this.#ack(); // else with those that come soon after
    else this.#ackTimer ??= this.#after(ACK_MILLIS, () => this.#ack());
  }

  #receiptOf(id) {
    const known = this.#receipts.get(id);
    if (known) return known;
    if (this.#receipts.size === RECEIPTS_MAX) this.#receipts.delete(this.#receipts.keys().next().value);
    const fresh = {};
    fresh.promise = new Promise((resolve) => (fresh.resolve = resolve));
    this.#receipts.set(id, fresh);
    return fresh;
  }

  async #lookForReceipt(id) {
    try {
      const response = await fetch(`${http(this.#urls[this.#at])}/v1/tasks/${id}`, {headers: this.#authorization()});
      const {receipt} = await response.json();
      return receipt ? {type: 'receipt', taskId: id, ...receipt} : null;
    } catch {
      return null; // nobody answers: asked again
    }
  }

  #refused({problem, taskId: id}, task) {
    this.#lastProblem = problem;
    if (!task && problem.code === 'minority') this.#greeting = false; // the session is not taken later
    if (!task || task.stage !== 'sent') return;
    const rest = Math.max(problem.retryAfterMs, Math.min(100 * 2 ** task.retries++, RETRY_MILLIS_MAX));
    task.firstRefusedAt ??= Date.now();
    const patience = task.header.deadlineMs ?? PATIENCE_MILLIS;
    if (problem.code === 'not-durable') this.#holds(task); // perhaps
    const elsewhere = problem.code === 'minority' && this.#urls.length > 1;
    if (elsewhere) this.#shun(problem.retryAfterMs);
    if (elsewhere && Date.now() - task.firstRefusedAt < patience) {
      task.stage = 'waiting';
    } else if (!problem.retryable || Date.now() + rest - task.firstRefusedAt >= patience) {
      this.#refuse(id, problem);
    } else {
      task.stage = 'resting';
      this.#after(rest, () => {
        if (task.stage === 'resting') task.stage = 'waiting';
        this.#send();
      });
    }
  }

  /** This gateway has a task, and will say how it ended within its time. */
  #holds(task) {
    Object.assign(task, {at: this.#at, until: Date.now() + (task.header.deadlineMs ?? PATIENCE_MILLIS)});
  }

  /** Gives a gateway that takes no tasks nothing more for so long, and leaves it as soon as it can be. */
  #shun(millis) {
    this.#shunnedUntil = Date.now() + millis;
    this.#passing = true;
    this.#leaveTimer ??= this.#after(0, () => this.#leave());
  }

  /** What the gateway has accepted or may accept would be done twice, here and beyond the cut: that is waited for. */
  #leave() {
    this.#leaveTimer = null;
    if (!this.#up) return;
    if (Date.now() >= this.#shunnedUntil) return this.#send();
    const here = ({stage, at, until}) => stage === 'sent' || (at === this.#at && Date.now() < until);
    if ([...this.#tasks.values()].some(here)) {
      this.#leaveTimer = this.#after(LEAVE_MILLIS, () => this.#leave());
      return;
    }
    const socket = this.#socket;
    this.#lost(1000);
    socket.close(1000);
  }

  #refuse(id, problem) {
    const task = this.#tasks.get(id);
    this.#tasks.delete(id);
    task.reject(new QuorateError(problem));
  }

  /** The connection was closed for a message's size: sent again, it would end every connection. */
  #refuseLargest(code) {
    const sent = [...this.#tasks].filter(([, task]) => task.stage === 'sent');
    const [largest] = sent.sort(([, a], [, b]) => b.picture.length - a.picture.length);
    if (largest) this.#refuse(largest[0], tooLarge(`the gateway closed with ${code}: a picture of ${largest[1].picture.length} bytes was too large`));
  }

  #end(id, result) {
    const task = this.#tasks.get(id);
    if (!task) return;
    this.#tasks.delete(id);
    task.resolve(result);
    const reader = this.#readers.shift();
    if (reader) reader({value: result, done: false});
    else if (this.#iterating) this.#unread.push(result);
  }

  #ack() {
    clearTimeout(this.#ackTimer);
    this.#timers.delete(this.#ackTimer);
    this.#ackTimer = null;
    if (this.#received > this.#acked && this.#say({type: 'ack', offset: this.#received})) this.#acked = this.#received;
  }

  /** Asks by REST what became of a task whose result does not come on this stream. */
  async #look(id) {
    const task = this.#tasks.get(id);
    if (!task || task.stage === 'looking') return;
    task.stage = 'looking';
    while (this.#tasks.has(id) && !this.#closed) {
      try {
        const response = await fetch(`${http(this.#urls[this.#at])}/v1/tasks/${id}`, {headers: this.#authorization()});
        const found = await response.json().catch(() => ({}));
        if (response.status === 404) {
          Object.assign(task, {stage: 'waiting', at: null});
          return this.#send();
        }
        if (response.ok && found.status && found.status !== 'open') return this.#end(id, {...found, type: 'result'});
        if (response.status === 401 || response.status === 403) return this.#refuse(id, {code: 'forbidden', status: response.status, ...found}); // asking again changes nothing
      } catch {
        // nobody answers: ask again
      }
      await new Promise((resolve) => this.#after(LOOK_MILLIS, resolve));
    }
  }

  // ---- what we say

  #send() {
    if (!this.#up || Date.now() < this.#shunnedUntil) return;
    for (const [id, task] of this.#tasks) {
      if (task.stage === 'waiting' && task.picture.length > this.#imageBytesMax) {
        this.#refuse(id, tooLarge(`a picture of ${task.picture.length} bytes; the gateway takes at most ${this.#imageBytesMax}`));
        continue;
      }
      if (this.#credits === 0 || this.#unread.length >= RESULTS_MAX) return;
      if (task.stage === 'waiting') {
        this.#credits--;
        task.stage = 'sent';
        this.#socket.send(encode({...task.header, seq: ++this.#seq}, task.picture));
      }
    }
  }

  #say(frame) {
    if (this.#up) this.#write(frame);
    return this.#up;
  }

  #write(frame) {
    this.#socket.send(JSON.stringify(frame));
  }

  #after(millis, deed, idle = false) {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      deed();
    }, millis);
    if (idle) timer.unref?.(); // it keeps no program from ending
    this.#timers.add(timer);
    return timer;
  }
}

function tooLarge(detail) {
  return {code: 'picture-too-large', status: 413, retryable: false, detail};
}

function http(base) {
  return base.replace(/^ws/, 'http');
}

async function bytesOf(picture) {
  if (picture instanceof Uint8Array) return picture;
  if (picture instanceof ArrayBuffer) return new Uint8Array(picture);
  if (typeof picture?.arrayBuffer === 'function') return new Uint8Array(await picture.arrayBuffer());
  throw new TypeError('a picture is a Blob, an ArrayBuffer or a Uint8Array');
}
