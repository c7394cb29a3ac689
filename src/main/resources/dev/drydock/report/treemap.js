/*
 * Treemaps: rectangles in proportion to sizes, as square as can be (Bruls, Huizing, van Wijk: Squarified Treemaps, 2000), drawn as SVG.
 * A node is {name, size, count, children, parent}; children are sorted, the largest first; leaves have none.
 */

const HEAD = 18;
const SMALLEST = 40; // square pixels: what is smaller is drawn together
const MOST_CELLS = 9000; // about: more take long to draw, and tell no more

/** Calls place(node, x, y, width, height) for each node that gets a rectangle; nodes are sorted, the largest first. */
function squarify(nodes, x, y, width, height, place) {
  let whole = nodes.reduce((sum, node) => sum + node.size, 0);
  let at = 0;
  while (at < nodes.length && width > 0 && height > 0 && whole > 0) {
    const scale = (width * height) / whole;
    const side = Math.min(width, height);
    let sum = 0;
    let worst = Infinity;
    let end = at;
    while (end < nodes.length) {
      const more = sum + nodes[end].size;
      const thick = (more * scale) / side;
      // the most stretched one is the largest or the smallest of the row
      const ratio = (node) => Math.max(thick / ((node.size * scale) / thick), (node.size * scale) / thick / thick);
      const stretched = Math.max(ratio(nodes[at]), ratio(nodes[end]));
      if (stretched > worst) {
        break;
      }
      worst = stretched;
      sum = more;
      end++;
    }
    const thick = (sum * scale) / side;
    let along = 0;
    for (; at < end; at++) {
      const long = (nodes[at].size * scale) / thick;
      if (width >= height) {
        place(nodes[at], x, y + along, thick, long);
      } else {
        place(nodes[at], x + along, y, long, thick);
      }
      along += long;
    }
    if (width >= height) {
      x += thick;
      width -= thick;
    } else {
      y += thick;
      height -= thick;
    }
    whole -= sum;
  }
}

/** Those that would get less than so many square pixels become one. */
function gathered(nodes, area, smallest) {
  const whole = nodes.reduce((sum, node) => sum + node.size, 0);
  const least = whole > 0 ? (smallest * whole) / area : 0;
  let from = nodes.length;
  while (from > 0 && nodes[from - 1].size < least) {
    from--;
  }
  const small = nodes.slice(from).filter((node) => node.size > 0);
  if (small.length < 2) {
    return nodes.slice(0, from).concat(small);
  }
  const rest = {
    name: counted(small.length, 'smaller item'),
    size: small.reduce((sum, node) => sum + node.size, 0),
    growth: small.reduce((sum, node) => sum + (node.growth || 0), 0),
    count: small.reduce((sum, node) => sum + node.count, 0),
    parent: small[0].parent,
    rest: small,
    colourOf: small[0],
  };
  const place = nodes.findIndex((node) => node.size < rest.size);
  const kept = nodes.slice(0, from);
  kept.splice(place < 0 || place > from ? from : place, 0, rest);
  return kept;
}

/** A directory that holds but one directory is shown with it: usr/lib. */
function chained(node) {
  let name = node.name;
  while (node.file >= 0 && node.children && node.children.length === 1 && node.children[0].children) {
    node = node.children[0];
    name += `/${node.name}`;
  }
  return [node, name];
}

const widths = new Map();
const pen = document.createElement('canvas').getContext('2d');

function textWidth(text) {
  let sum = 0;
  for (const letter of text) {
    if (!widths.has(letter)) {
      pen.font = `11px ${getComputedStyle(document.body).fontFamily}`;
      widths.set(letter, pen.measureText(letter).width);
    }
    sum += widths.get(letter);
  }
  return sum;
}

/** As much of the text as fits, or nothing where that would say nothing. */
function fitting(text, room) {
  const shown = text.length > 200 ? text.slice(0, 200) : text;
  if (textWidth(shown) <= room && shown === text) {
    return text;
  }
  let left = room - textWidth('…');
  let end = 0;
  for (const letter of shown) {
    left -= textWidth(letter);
    if (left < 0) {
      break;
    }
    end += letter.length;
  }
  return end < 3 ? '' : `${shown.slice(0, end)}…`;
}

/** The leaf that gives a block of many its colour. */
function largestLeaf(node) {
  while (node.children && node.children.length > 0) {
    node = node.children[0];
  }
  return node.colourOf ? largestLeaf(node.colourOf) : node;
}

/**
 * Draws what is in a node into an SVG element, as deep as there is room.
 *
 * @param colour of a leaf: the name of a class
 * @param cell called for each rectangle with its element, its node and its depth; what it returns is put around a top-level one
 */
function drawTreemap(target, root, width, height, { colour, size, cell }) {
  const smallest = Math.max(SMALLEST, (width * height) / MOST_CELLS);

  function label(group, text, x, y, room, kind) {
    const shown = fitting(text, room);
    if (shown) {
      const element = svg('text', { x, y, class: kind });
      element.textContent = shown;
      group.append(element);
    }
    return shown ? textWidth(shown) : 0;
  }

  function rectangle(group, node, kind, x, y, w, h, depth) {
    const element = svg('rect', { x: x.toFixed(1), y: y.toFixed(1), width: w.toFixed(1), height: h.toFixed(1), rx: Math.min(2, w / 8, h / 8).toFixed(1), class: kind });
    group.append(element);
    cell(element, node, depth);
  }

  function leaf(group, node, x, y, w, h, depth) {
    rectangle(group, node, `cell ${colour(largestLeaf(node))}${node.rest ? ' rest' : ''}`, x, y, w, h, depth);
    if (w > 34 && h > 15) {
      const whole = !node.rest || textWidth(node.name) < w - 9;
      label(group, whole ? node.name : `+${countText(node.rest.length)}`, x + 5, y + 13, w - 9, 'name');
      const text = size(node);
      if (h > 30 && textWidth(text) < w - 9) {
        label(group, text, x + 5, y + 26, w - 9, 'size');
      }
    }
  }

  function directory(group, node, name, x, y, w, h, depth) {
    const headed = w > 46 && h > 38;
    const top = headed ? HEAD : 1;
    const edge = headed ? 2 : 1;
    rectangle(group, node, `frame d${Math.min(depth, 5)}`, x, y, w, h, depth);
    if (headed) {
      const used = label(group, name, x + 6, y + 13, w - 11, 'name');
      const text = size(node);
      if (textWidth(text) < w - used - 18) {
        label(group, text, x + 12 + used, y + 13, w - used - 18, 'size');
      }
    }
    inside(group, node, x + edge, y + top, w - 2 * edge, h - top - edge, depth + 1);
  }

  function inside(group, node, x, y, w, h, depth) {
    const children = gathered(node.children.filter((child) => child.size > 0), w * h, smallest);
    squarify(children, x, y, w, h, (child, left, up, wide, high) => {
      const parent = depth === 0 ? svg('g', {}) : group;
      const [inner, name] = chained(child);
      const [px, py, pw, ph] = [left + 0.5, up + 0.5, Math.max(0.5, wide - 1), Math.max(0.5, high - 1)];
      if (inner.children && inner.children.length > 0 && Math.min(pw, ph) > 14) {
        directory(parent, inner, name, px, py, pw, ph, depth);
      } else {
        leaf(parent, inner === child ? child : { ...inner, name, colourOf: inner, stands: inner }, px, py, pw, ph, depth);
      }
      if (depth === 0) {
        group.append(parent);
      }
    });
  }

  target.replaceChildren();
  target.setAttribute('viewBox', `0 0 ${width} ${height}`);
  inside(target, root, 0, 0, width, height, 0);
}
