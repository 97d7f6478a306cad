// Where each node lies on the map: pure geometry, no drawing.

const SOUTH = -60; // the south of the picture; what lies further south is shown at its edge
const NORTH = 80;
const JITTER_DEGREES = 0.42; // within the declared cell of about a degree
const STRIP_GAP = 12;
const WORLD_ASPECT = 2.3;
const RING_MAX = 24;

/** A number in 0…1 that depends only on the text. */
export function chance(text, salt = 0) {
  let hash = 2166136261 ^ salt;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2246822507);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 4294967296;
}

/**
 * How a picture of this size is divided: the world, and a strip below or beside it for nodes that
 * declare no place, whichever leaves the world larger.
 */
export function divide(width, height, unplaced, all) {
  if (!unplaced) return {world: {x: 0, y: 0, width, height}, strip: null};
  const share = unplaced === all ? 0.5 : unplaced > 12 ? 0.26 : 0.16;
  const wide = Math.round(Math.max(140, Math.min(width * share, 560)));
  const rows = Math.ceil(unplaced / Math.max(1, Math.floor((width - 2 * STRIP_GAP) / 110)));
  const high = unplaced === all ? Math.round(height * 0.45) : Math.min(Math.round(height * 0.4), 40 + 36 * rows);
  const scale = (w, h) => Math.min(w / WORLD_ASPECT, h);
  const below = width < 640 || (rows <= 3 && unplaced !== all && scale(width, height - high) > scale(width - wide, height));
  return below
    ? {
        world: {x: 0, y: 0, width, height: height - high},
        strip: {x: 0, y: height - high, width, height: high},
      }
    : {
        world: {x: 0, y: 0, width: width - wide, height},
        strip: {x: width - wide, y: 0, width: wide, height},
      };
}

/** The projection that fits the inhabited world into a rectangle. */
export function projectionFor(world, d3) {
  const pad = Math.min(16, world.width * 0.03);
  const frame = {type: 'MultiPoint', coordinates: []};
  for (let longitude = -174; longitude <= 174; longitude += 58) {
    frame.coordinates.push([longitude, SOUTH], [longitude, 0], [longitude, NORTH]);
  }
  return d3.geoEqualEarth().fitExtent(
    [
      [world.x + pad, world.y + pad],
      [world.x + world.width - pad, world.y + world.height - pad],
    ],
    frame,
  );
}

/** Places all nodes: a map from id to {node, x, y, placed}, before zoom and pan. */
export function place(nodes, areas, projection) {
  const spots = new Map();
  const unplaced = [];
  const taken = new Map();
  for (const node of nodes.values()) {
    if (!node.place) {
      unplaced.push(node);
      continue;
    }
    const cell = `${node.place[0]},${node.place[1]}`;
    const company = taken.get(cell) ?? 0;
    taken.set(cell, company + 1);
    const [longitude, latitude] = jittered(node, company);
    const [x, y] = projection([longitude, Math.max(SOUTH, latitude)]);
    spots.set(node.id, {node, x, y, placed: true});
  }
  if (areas.strip) strip(unplaced, areas.strip, spots);
  return spots;
}

/** The first node of a cell lies in its middle, the others about it; always at the same spot. */
function jittered(node, company) {
  const [latitude, longitude] = node.place;
  if (!company) return [longitude, latitude];
  const angle = 2 * Math.PI * chance(node.id);
  const radius = JITTER_DEGREES * Math.sqrt(0.25 + 0.75 * chance(node.id, 7));
  return [longitude + radius * Math.cos(angle), latitude + radius * Math.sin(angle)];
}

/** A grid, by name, as wide as the number asks for. */
function strip(nodes, area, spots) {
  nodes.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1));
  const top = area.y + 34;
  const width = area.width - 2 * STRIP_GAP;
  const height = area.height - 34 - 6;
  if (areaIsTall(area) && nodes.length >= 3 && nodes.length <= RING_MAX) return ring(nodes, area, spots);
  const roomy = nodes.length <= Math.floor(width / 104) * Math.floor(height / 30);
  const pitch = Math.sqrt((width * height) / Math.max(1, nodes.length));
  const columns = Math.max(1, roomy ? Math.min(Math.floor(width / 104), Math.max(1, Math.ceil(nodes.length / Math.max(1, Math.floor(height / 44))))) : Math.floor(width / pitch));
  const rows = Math.ceil(nodes.length / columns);
  const stepX = roomy ? Math.min(150, width / columns) : width / columns;
  const stepY = Math.min(height / Math.max(1, rows), 46);
  nodes.forEach((node, index) => {
    const column = index % columns;
    const row = Math.floor(index / columns);
    spots.set(node.id, {
      node,
      x: area.x + STRIP_GAP + (roomy ? 10 + column * stepX : (column + 0.5) * stepX),
      y: top + (row + 0.5) * stepY,
      placed: false,
    });
  });
}

const areaIsTall = (area) => area.width >= 340 && area.height >= 300;

/** So few that a circle shows best who speaks with whom. */
function ring(nodes, area, spots) {
  const radiusX = area.width / 2 - 110;
  const radiusY = area.height / 2 - 62;
  nodes.forEach((node, index) => {
    const angle = (2 * Math.PI * index) / nodes.length - Math.PI / 2;
    const x = area.x + area.width / 2 + radiusX * Math.cos(angle);
    const y = area.y + area.height / 2 + 8 + radiusY * Math.sin(angle);
    spots.set(node.id, {node, x, y, placed: false});
  });
}

/** Zoom and pan of the world; the strip stays where it is. */
export function viewed(spot, view) {
  return spot.placed ? [spot.x * view.k + view.x, spot.y * view.k + view.y] : [spot.x, spot.y];
}

/** A view that shows the world and never leaves it. */
export function bounded(view, world) {
  const k = Math.max(1, Math.min(16, view.k));
  const limit = (value, size, start) =>
    Math.max(start + size - (start + size) * k, Math.min(start - start * k, value));
  return {k, x: limit(view.x, world.width, world.x), y: limit(view.y, world.height, world.y)};
}

/** A view zoomed by a factor about a point. */
export function zoomed(view, factor, [px, py], world) {
  const k = Math.max(1, Math.min(16, view.k * factor));
  const real = k / view.k;
  return bounded({k, x: px - (px - view.x) * real, y: py - (py - view.y) * real}, world);
}

/** Finds nodes near a point: buckets of 24 px. */
export function finder(points) {
  const buckets = new Map();
  const key = (x, y) => `${Math.floor(x / 24)}:${Math.floor(y / 24)}`;
  for (const point of points) {
    const at = key(point.x, point.y);
    if (!buckets.has(at)) buckets.set(at, []);
    buckets.get(at).push(point);
  }
  return (x, y, radius = 14) => {
    let best = null;
    let nearest = radius * radius;
    for (let dx = -24; dx <= 24; dx += 24) {
      for (let dy = -24; dy <= 24; dy += 24) {
        for (const point of buckets.get(key(x + dx, y + dy)) ?? []) {
          const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
          if (distance <= nearest) {
            nearest = distance;
            best = point;
          }
        }
      }
    }
    return best;
  };
}

/** The nearest point in a direction (an arrow key), in a cone of 45° first, then in the half. */
export function towards(points, from, key) {
  const [ux, uy] = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[key];
  let best = null;
  let cost = Infinity;
  for (const point of points) {
    const dx = point.x - from.x;
    const dy = point.y - from.y;
    const along = dx * ux + dy * uy;
    if (point.id === from.id || along <= 0.01) continue;
    const aside = Math.abs(dx * uy - dy * ux);
    const price = along + aside * (aside > along ? 6 : 2);
    if (price < cost) {
      cost = price;
      best = point;
    }
  }
  return best;
}
