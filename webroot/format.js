// Numbers and times as people read them.

const whole = new Intl.NumberFormat('en');
const clock = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit', second: '2-digit'});

export const count = (value) => whole.format(value);

/** Milliseconds: 87 ms, 1.24 s. */
export function millis(value) {
  if (value === null || value === undefined || value < 0) return '–';
  return value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(value < 10000 ? 2 : 1)} s`;
}

export const time = (at) => clock.format(new Date(at));

export function rate(value) {
  return value < 10 ? value.toFixed(1) : count(Math.round(value));
}

export function percent(part, all) {
  if (!all) return '–';
  const share = (100 * part) / all;
  return `${share === 100 || share === 0 ? share : share > 99.9 ? '>99.9' : share.toFixed(1)}%`;
}

/** How long ago: 12 s, 4 min, 3 h, 2 d. */
export function since(at, now) {
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 129600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} d`;
}

export function place(node) {
  if (!node.place) return 'not declared';
  const [latitude, longitude] = node.place;
  const north = `${Math.abs(latitude)}° ${latitude < 0 ? 'S' : 'N'}`;
  return `${north}, ${Math.abs(longitude)}° ${longitude < 0 ? 'W' : 'E'}`;
}

/** The end of a task's id: the random part, which tells tasks apart. */
export const brief = (id) => id.slice(-8);

export const OUTCOMES = {
  agreed: 'Agreed',
  disputed: 'Disputed',
  failed: 'Failed',
  cancelled: 'Called off',
  expired: 'Expired',
};

export const PHASES = {
  accepted: 'Accepted',
  assigned: 'Being answered',
  revealing: 'Being compared',
  decided: 'Decided',
};

export const STAGES = {
  asked: 'asked',
  committed: 'answer sealed',
  revealed: 'answer shown',
  declined: 'declined',
  agreed: 'agreed',
  dissented: 'dissented',
  dropped: 'not needed',
};

export const STATES = {
  ready: 'Ready',
  starting: 'Starting',
  draining: 'Finishing',
  silent: 'Silent',
  gone: 'Gone',
};

export const verdict = (task) => (task.outcome ? OUTCOMES[task.outcome] : PHASES[task.phase]);

/** An address, shortened: who compares must see both ends. */
export const briefAddress = (address) => `${address.slice(0, 9)}…${address.slice(-6)}`;

/** An account has no name; that of a node has the name that its operator declares. */
export const accountName = ({address, key}, state) => state.nodes.get(key)?.name ?? briefAddress(address);
