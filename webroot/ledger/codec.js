// Canonical bytes as quorate.wire.Codec has them: one value has one encoding, and anything else is refused. Pure.
// A form reads and writes one type. Integers of 64 bits are BigInt, those of 32 Number; bytes are Uint8Array; what is optional is null.

/** Somebody else's bytes are not what they should be; never leaves `decode` and `check`. */
export class Refusal extends Error {}

/** Refuses unless something is so. */
export function must(condition, words) {
  if (!condition) throw new Refusal(words);
}

/** The value that the bytes stand for, as {value} or {why}; never throws, whatever the bytes. */
export function decode(form, bytes) {
  try {
    const reader = new Reader(bytes);
    const value = form.read(reader);
    reader.end();
    return {value};
  } catch (refusal) {
    if (refusal instanceof Refusal) return {why: refusal.message};
    return {why: 'these are no bytes'};
  }
}

/** The canonical bytes of a value that a form has read, or one like it. */
export function encode(form, value) {
  const parts = [];
  form.write(parts, value);
  return concat(parts);
}

export function concat(parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Unsigned order, byte by byte. */
export function compare(one, other) {
  const size = Math.min(one.length, other.length);
  for (let i = 0; i < size; i++) {
    if (one[i] !== other[i]) return one[i] - other[i];
  }
  return one.length - other.length;
}

export const same = (one, other) => compare(one, other) === 0;

/** Whether each is before the next, so that none is there twice. */
export function ascending(list, order = compare) {
  return list.every((each, i) => i === 0 || order(list[i - 1], each) < 0);
}

export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Lower case only, so that a file has one form too; null for anything else. */
export function ofHex(text) {
  if (typeof text !== 'string' || text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return null;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

class Reader {
  #view;
  #bytes;
  #at = 0;

  constructor(bytes) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Moves on by so many bytes, which must be there. */
  take(size) {
    must(this.#view.byteLength - this.#at >= size, 'it ends too early');
    const from = this.#at;
    this.#at += size;
    return from;
  }

  u8() {
    return this.#view.getUint8(this.take(1));
  }

  i32() {
    return this.#view.getInt32(this.take(4));
  }

  i64() {
    return this.#view.getBigInt64(this.take(8));
  }

  below(end) {
    const value = this.u8();
    must(value < end, 'a byte is out of its range');
    return value;
  }

  /** A length of at most `max`, none of whose items can be missing. */
  length(max) {
    const length = this.i32();
    must(length >= 0 && length <= max, 'a length is out of its range');
    must(this.#view.byteLength - this.#at >= length, 'it ends too early');
    return length;
  }

  bytes(max) {
    const size = this.length(max);
    const from = this.take(size);
    return this.#bytes.slice(from, from + size);
  }

  end() {
    must(this.#at === this.#view.byteLength, 'bytes follow its end');
  }
}

function integer(size, set) {
  const bytes = new Uint8Array(size);
  set(new DataView(bytes.buffer));
  return bytes;
}

const length = (value) => integer(4, (view) => view.setInt32(0, value));

export const i32 = {read: (reader) => reader.i32(), write: (out, value) => out.push(length(value))};

export const i64 = {
  read: (reader) => reader.i64(),
  write: (out, value) => out.push(integer(8, (view) => view.setBigInt64(0, value))),
};

/** An enum or a boolean: a byte that counts through the names. */
export const choice = (...names) => ({
  read: (reader) => names[reader.below(names.length)],
  write: (out, value) => out.push(Uint8Array.of(names.indexOf(value))),
});

export const flag = choice(false, true);

export const bytes = (max) => ({
  read: (reader) => reader.bytes(max),
  write: (out, value) => out.push(length(value.length), value),
});

/** Bytes of one size only. */
export const sized = (size) => checked(bytes(size), (value) => must(value.length === size, `${size} bytes are due`));

export const text = (max) => ({
  read(reader) {
    try {
      return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(reader.bytes(max));
    } catch (wrong) {
      throw wrong instanceof Refusal ? wrong : new Refusal('a text is no UTF-8');
    }
  },
  write: (out, value) => bytes(max).write(out, new TextEncoder().encode(value)),
});

export const optional = (item) => ({
  read: (reader) => (reader.below(2) === 1 ? item.read(reader) : null),
  write(out, value) {
    out.push(Uint8Array.of(value === null ? 0 : 1));
    if (value !== null) item.write(out, value);
  },
});

export const list = (item, max) => ({
  read: (reader) => Array.from({length: reader.length(max)}, () => item.read(reader)),
  write(out, value) {
    out.push(length(value.length));
    for (const each of value) item.write(out, each);
  },
});

/** Fields in their order; `check` refuses what the record's constructor refuses. */
export const record = (fields, check = () => {}) =>
  checked(
    {
      read: (reader) => Object.fromEntries(Object.entries(fields).map(([name, form]) => [name, form.read(reader)])),
      write(out, value) {
        for (const [name, form] of Object.entries(fields)) form.write(out, value[name]);
      },
    },
    check,
  );

/** A sealed type: {tag: [name, record]}; the value gets its name as `type`. */
export const sealed = (leaves) => ({
  read(reader) {
    const leaf = leaves[reader.u8()];
    must(leaf, 'a tag is unknown');
    return {type: leaf[0], ...leaf[1].read(reader)};
  },
  write(out, value) {
    const [tag, leaf] = Object.entries(leaves).find(([, [name]]) => name === value.type);
    out.push(Uint8Array.of(Number(tag)));
    leaf[1].write(out, value);
  },
});

function checked(form, check) {
  return {
    ...form,
    read(reader) {
      const value = form.read(reader);
      check(value);
      return value;
    },
  };
}
