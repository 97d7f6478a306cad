// A visitor's own picture: submitted over REST, then followed on the map like any other task.

import {$, h, text} from './dom.js';
import {count} from './format.js';

const BYTES_MAX = 8 * 1024 * 1024;
const TYPES = ['image/jpeg', 'image/png'];
const LABELS_SHOWN = 16;

/** Scenes of the kind that the shipped model was trained on, drawn by the same generator; see samples/about.txt. */
const SAMPLES = {model: 'toybox', count: 4, path: (index) => `samples/toys-${index + 1}.jpg`};

export function createTry({onTask}) {
  const drop = $('drop');
  let busy = false;
  let wanted = null; // the picture that waits for a key
  let sample = 0;
  let offers = [];
  let labels = new Map(); // by model; what is missing is not known to this node, or not told without a key

  const key = () => $('try-key').value || stored();

  async function submit(file) {
    if (busy || !file) return;
    const wrong = fault(file);
    if (wrong) return say(wrong, 'bad');
    busy = true;
    wanted = null;
    drop.classList.add('busy');
    say(`Sending ${file.name || 'the picture'} (${count(Math.ceil(file.size / 1024))} KiB)…`);
    try {
      const id = uuid7();
      const response = await post(file, id);
      const answer = await response.json().catch(() => ({}));
      if (response.status === 401) return askKey(file);
      if (!response.ok) return say(problem(response, answer), 'bad');
      const taskId = answer.taskId ?? id;
      say('Accepted: follow it on the map.', 'good');
      onTask(taskId);
    } catch {
      say('This node does not answer. The picture was not lost: try again.', 'bad');
    } finally {
      busy = false;
      drop.classList.remove('busy');
    }
  }

  function post(file, id) {
    const sure = $('try-confidence').value;
    const query = new URLSearchParams({model: $('try-model').value});
    if (sure) query.set('confidence', sure);
    else for (const name of ['replicas', 'quorum']) if ($(`try-${name}`).value) query.set(name, $(`try-${name}`).value);
    const headers = {'Content-Type': file.type, 'Idempotency-Key': id};
    if (key()) headers.Authorization = `Bearer ${key()}`;
    return fetch(`/v1/tasks?${query}`, {method: 'POST', headers, body: file});
  }

  function askKey(file) {
    const known = key() !== '';
    wanted = file;
    $('try-key-field').hidden = false;
    $('try-key').focus();
    $('try-key').select();
    say(known ? 'This node does not know that API key. The picture is sent once the key is right.' : 'This node wants an API key. The picture is sent as soon as you enter one.', 'bad');
  }

  async function sendSample() {
    const path = SAMPLES.path(sample++ % SAMPLES.count);
    const response = await fetch(path).catch(() => null);
    if (!response?.ok) return say('This node does not answer. Try again.', 'bad');
    submit(new File([await response.blob()], 'a sample scene', {type: 'image/jpeg'}));
  }

  /** What each model can tell apart, as far as this node has it. */
  async function askLabels() {
    const response = await fetch('/v1/models', {headers: key() ? {Authorization: `Bearer ${key()}`} : {}}).catch(() => null);
    if (!response?.ok) return;
    const {models} = await response.json();
    labels = new Map(models.map((model) => [model.sha256, model.labels]));
    showKnown();
  }

  function showKnown() {
    const chosen = offers.find(({id}) => id === $('try-model').value);
    const known = labels.get(chosen?.id) ?? [];
    const rest = known.length - LABELS_SHOWN;
    $('sample').hidden = chosen?.model.name !== SAMPLES.model;
    $('try-knows').hidden = known.length === 0;
    if (known.length === 0) return;
    const names = known.slice(0, LABELS_SHOWN).join(', ') + (rest > 0 ? ` and ${count(rest)} more` : '');
    $('try-knows').replaceChildren(h('b', {}, `${chosen.model.name} knows only: `), `${names}. In a picture of anything else it finds nothing, or something that is not there.`);
  }

  function say(words, mood = '') {
    const status = $('try-status');
    status.dataset.mood = mood;
    text(status, words);
  }

  $('try-key').addEventListener('change', (event) => {
    try {
      sessionStorage.setItem('quorate-key', event.target.value);
    } catch {
      // kept in the field alone
    }
    askLabels();
    if (wanted) submit(wanted);
  });
  $('sample').addEventListener('click', sendSample);
  $('try-model').addEventListener('change', showKnown);
  $('choose').addEventListener('click', () => $('file').click());
  $('file').addEventListener('change', (event) => {
    submit(event.target.files[0]);
    event.target.value = '';
  });
  drop.addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  drop.addEventListener('dragleave', () => drop.classList.remove('over'));
  for (const where of [document, drop]) {
    where.addEventListener('drop', (event) => {
      event.preventDefault();
      drop.classList.remove('over');
      if (!event.handled) {
        event.handled = true;
        submit(event.dataTransfer.files[0]);
      }
    });
  }
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('paste', (event) => {
    const file = [...(event.clipboardData?.files ?? [])].find((each) => TYPES.includes(each.type));
    if (file) submit(file);
  });
  $('try-confidence').addEventListener('change', (event) => {
    for (const field of ['try-replicas', 'try-quorum']) $(field).disabled = event.target.value !== '';
  });
  $('try-replicas').addEventListener('change', () => {
    const replicas = Math.min(15, Math.max(0, Math.floor(Number($('try-replicas').value))));
    $('try-replicas').value = replicas || '';
    $('try-quorum').max = replicas || 15;
    if (replicas && $('try-quorum').value > replicas) $('try-quorum').value = replicas;
  });

  return {
    key,
    /** Offers the models that ready nodes have. */
    show(state) {
      const having = new Map();
      for (const node of state.nodes.values()) {
        if (node.state === 'ready') for (const id of node.models) having.set(id, (having.get(id) ?? 0) + 1);
      }
      offers = [...having].map(([id, nodes]) => ({id, nodes, model: state.models[id]})).filter(({model}) => model).sort((a, b) => b.nodes - a.nodes || (a.model.name < b.model.name ? -1 : 1));
      const sign = JSON.stringify(offers);
      const select = $('try-model');
      if (select.dataset.sign === sign) return;
      select.dataset.sign = sign;
      const before = select.value;
      select.replaceChildren(...offers.map(({id, nodes, model}) => h('option', {value: id}, `${model.name} ${model.version} · ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`)));
      if (offers.some(({id}) => id === before)) select.value = before;
      $('choose').disabled = offers.length === 0;
      showKnown();
      askLabels();
      if (!offers.length) say('No ready node has a model yet.');
      else if ($('try-status').textContent === 'No ready node has a model yet.') say('');
    },
  };
}

function fault(file) {
  if (!TYPES.includes(file.type)) return `${file.name || 'This'} is no JPEG or PNG picture.`;
  return file.size > BYTES_MAX ? `${file.name} is larger than 8 MiB.` : '';
}

function problem(response, answer) {
  const why = answer.detail || answer.title || `The node answered ${response.status}.`;
  return answer.retryable ? `${why} Try again in a moment.` : why;
}

function stored() {
  try {
    return sessionStorage.getItem('quorate-key') ?? '';
  } catch {
    return '';
  }
}

/** A task's id is made by its client: a UUID of version 7 (RFC 9562), the time first. */
export function uuid7(now = Date.now(), random = crypto.getRandomValues(new Uint8Array(10))) {
  const bytes = new Uint8Array(16);
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) & 255;
  bytes.set(random, 6);
  bytes[6] = 0x70 | (bytes[6] & 15);
  bytes[8] = 0x80 | (bytes[8] & 63);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
