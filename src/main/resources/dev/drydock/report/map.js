/* The map: a treemap to walk in, what is under the pointer or the focus, and the same as a table. */

/** Paths put together again: every node comes after the one above it. */
function pathsOf(columns) {
  const paths = [];
  columns.names.forEach((name, number) => paths.push(columns.parents[number] < 0 ? name : `${paths[columns.parents[number]]}/${name}`));
  return paths;
}

/**
 * Files as nodes of a tree.
 *
 * @param sizes by number: the areas
 * @param numbers which files
 * @param growths by number, where two images are compared
 */
function treeOf(name, files, sizes, numbers, growths) {
  const root = { name, size: 0, growth: 0, count: 0, children: [], path: '' };
  const made = new Map();
  const at = (number) => {
    if (number < 0) {
      return root;
    }
    let node = made.get(number);
    if (!node) {
      const parent = at(files.parents[number]);
      node = { name: files.names[number], size: 0, growth: 0, count: 0, parent, file: number, path: files.paths[number] };
      (parent.children = parent.children || []).push(node);
      made.set(number, node);
    }
    return node;
  };
  for (const number of numbers) {
    const size = sizes[number];
    if (files.isDirectory(number)) {
      at(number).children = at(number).children || [];
    } else {
      for (let node = at(number); node; node = node.parent) {
        node.size += size;
        node.growth += growths ? growths[number] : 0;
        node.count++;
      }
    }
  }
  sorted(root);
  return root;
}

/** The largest first, and of equal ones as they are named. */
function sorted(node) {
  const left = [node];
  while (left.length > 0) {
    const { children } = left.pop();
    if (children) {
      children.sort((one, other) => other.size - one.size || compared(one.name, other.name));
      left.push(...children);
    }
  }
}

/** A node above others, such as a layer. */
function above(name, children) {
  const node = { name, size: 0, growth: 0, count: 0, children, path: name };
  for (const child of children) {
    child.parent = node;
    node.size += child.size;
    node.growth += child.growth || 0;
    node.count += child.count;
  }
  sorted({ children });
  return node;
}

/** Numbers grouped by what each is given, in the order of their firsts. */
function grouped(numbers, by) {
  const groups = new Map();
  for (const number of numbers) {
    const key = by(number);
    if (!groups.has(key)) {
      groups.set(key, []);
    }
    groups.get(key).push(number);
  }
  return groups;
}

/**
 * @param arrangements each [key, words, () => root]
 * @param colourings each [key, words, {of: leaf => class, legend: [{colour, name, note}]}]
 * @param size of a node as text
 * @param details of a node, as pairs for a list
 * @param whole what shares are shares of, with its name after them: "of the image"
 */
function imageMap({ note, arrangements, colourings, size, details, whole, wholeName }) {
  const roots = new Map();
  let arranged = arrangements[0][0];
  let coloured = colourings[0][0];
  let current = rootOf(arranged);
  let cells = [];
  let groups = [];
  let lit = '';
  let described = current;

  const picture = svg('svg', { class: 'treemap', role: 'group', 'aria-roledescription': 'treemap', preserveAspectRatio: 'none' });
  const canvas = el('div', { class: 'canvas' }, picture);
  const crumbs = el('ol', {});
  const info = el('div', { class: 'info' });
  const contents = el('div', { class: 'contents' });
  const legend = el('ul', { class: 'legend', 'aria-label': 'Colours; press one to see only what has it' });

  function rootOf(key) {
    if (!roots.has(key)) {
      roots.set(key, arrangements.find((each) => each[0] === key)[2]());
    }
    return roots.get(key);
  }

  function colouring() {
    return colourings.find((each) => each[0] === coloured)[2];
  }

  function trail(node) {
    const nodes = [];
    for (let each = node; each; each = each.parent) {
      nodes.unshift(each);
    }
    return nodes;
  }

  function titleOf(node) {
    const names = trail(node);
    if (names.length === 1) {
      return node.name;
    }
    return node.path && (names[0].name === '/' || !node.children) ? `/${node.path}` : names.slice(1).map((each) => each.name).join(' › ');
  }

  function open(node, focused) {
    current = node;
    draw();
    const names = trail(node);
    crumbs.replaceChildren(...names.map((each, number) => el('li', {}, number === names.length - 1
      ? el('span', { 'aria-current': 'location' }, named(each.name, 60))
      : el('button', { type: 'button', click: () => open(each) }, named(each.name, 60)))));
    list();
    describe(node);
    if (focused) {
      focus(0);
    }
    if (element.isConnected) {
      announce(`${shortened(titleOf(node), 200)}, ${size(node)}, ${counted(node.children.length, 'item')}`);
    }
  }

  function up() {
    const from = current;
    if (!from.parent) {
      return false;
    }
    let to = from.parent;
    while (to.parent && chained(to)[0] === from) {
      to = to.parent; // shown as one step down, so it is one step up
    }
    open(to);
    const came = groups.findIndex((group) => group.within.has(from));
    focus(Math.max(0, came));
    return true;
  }

  function enter(node) {
    if (node.rest) {
      open({ ...node, children: node.rest, rest: undefined, path: '' }, true);
    } else if (node.children && node.children.length > 0) {
      open(node, true);
    } else {
      describe(node);
      announce(info.textContent);
    }
  }

  function draw() {
    const width = Math.max(280, canvas.clientWidth || 900);
    const height = Math.max(300, canvas.clientHeight || 520);
    cells = [];
    groups = [];
    drawTreemap(picture, current, width, height, {
      colour: colouring().of,
      size,
      cell(element, drawn, depth) {
        const node = drawn.stands || drawn;
        element.dataset.cell = cells.length;
        cells.push(node);
        if (depth === 0) {
          const group = element.parentNode;
          const text = `${shortened(node.rest ? node.name : titleOf(node), 200)}, ${size(node)}, ${shareText(node.size / (current.size || 1))}`
            + (node.children ? `, directory of ${counted(node.count, 'file')}` : '');
          group.setAttribute('role', 'button');
          group.setAttribute('aria-label', text);
          group.setAttribute('tabindex', groups.length === 0 ? '0' : '-1');
          groups.push({ element: group, node, rectangle: element, within: new Set(trail(node)) });
        }
      },
    });
    if (cells.length === 0) {
      const text = svg('text', { x: width / 2, y: height / 2, class: 'empty' });
      text.textContent = 'Nothing here takes any room';
      picture.append(text);
    }
    picture.setAttribute('aria-label', `Treemap of ${shortened(titleOf(current), 200)}. Arrow keys move, Enter opens, Escape goes back up. The table after it says the same.`);
    light();
  }

  function list() {
    contents.replaceChildren(el('h3', {}, 'Contents'), table({
      caption: `What is in ${shortened(titleOf(current), 200)}`,
      columns: [
        { title: 'Name', key: (node) => node.name, class: 'name', show: (node) => (node.children && node.children.length > 0
          ? el('button', { type: 'button', class: 'plain', click: () => open(node) }, literal(`${node.name}${node.file >= 0 ? '/' : ''}`, 60))
          : el('button', { type: 'button', class: 'plain leaf', click: () => describe(node) }, literal(node.name, 60))) },
        { title: 'Size', key: (node) => node.size, number: true, show: (node) => el('span', { class: 'sized' }, bar(node.size / (current.size || 1)), size(node)) },
      ],
      rows: current.children,
      sorted: 1,
      first: 100,
      none: 'It is empty.',
    }));
  }

  function describe(node) {
    described = node;
    info.replaceChildren(
      el('h3', {}, literal(node.rest ? node.name : titleOf(node), 200)),
      pairs([['size', size(node)], ['share', `${shareText(node.size / (whole || 1))} ${wholeName}`]].concat(node.rest ? [['files', countText(node.count)]] : details(node))));
  }

  function focus(number) {
    if (groups.length > 0) {
      groups.forEach(({ element }, each) => element.setAttribute('tabindex', each === number ? '0' : '-1'));
      groups[number].element.focus({ preventScroll: true });
    }
  }

  /** The next one in a direction: the nearest by its middle, what lies straight ahead first. */
  function next(from, across, down) {
    const middle = ({ rectangle }) => [
      Number(rectangle.getAttribute('x')) + Number(rectangle.getAttribute('width')) / 2,
      Number(rectangle.getAttribute('y')) + Number(rectangle.getAttribute('height')) / 2];
    const [x, y] = middle(groups[from]);
    let best = from;
    let nearest = Infinity;
    groups.forEach((group, number) => {
      const [otherX, otherY] = middle(group);
      const ahead = (otherX - x) * across + (otherY - y) * down;
      const aside = Math.abs((otherX - x) * down) + Math.abs((otherY - y) * across);
      if (number !== from && ahead > 1 && ahead + 2 * aside < nearest) {
        nearest = ahead + 2 * aside;
        best = number;
      }
    });
    return best;
  }

  function light() {
    picture.classList.toggle('dim', lit !== '');
    picture.querySelectorAll('rect.cell').forEach((each) => each.classList.toggle('lit', lit !== '' && each.classList.contains(lit)));
    legend.querySelectorAll('button').forEach((each) => each.setAttribute('aria-pressed', String(each.dataset.colour === lit)));
  }

  function explain() {
    legend.replaceChildren(...colouring().legend.map(({ colour, name, note: said }) => el('li', {},
      el('button', { type: 'button', 'data-colour': colour, 'aria-pressed': 'false', click: () => {
        lit = lit === colour ? '' : colour;
        light();
      } }, el('span', { class: `swatch ${colour}`, 'aria-hidden': 'true' }), named(name, 40), el('small', {}, said)))));
  }

  const nodeAt = (event) => {
    const rectangle = event.target.closest('[data-cell]');
    return rectangle ? cells[Number(rectangle.dataset.cell)] : undefined;
  };
  picture.addEventListener('click', (event) => {
    const node = nodeAt(event) || groups.find(({ element }) => element.contains(event.target))?.node;
    if (node) {
      enter(node);
    }
  });
  picture.addEventListener('mousemove', (event) => {
    // browsers also tell of a move where the page moved under a pointer at rest
    const moved = event.movementX !== 0 || event.movementY !== 0;
    const node = moved ? nodeAt(event) : undefined;
    if (node && node !== described) {
      describe(node);
    }
  });
  canvas.addEventListener('mouseleave', () => describe(current));
  picture.addEventListener('focusin', (event) => {
    const group = groups.find(({ element }) => element === event.target);
    if (group) {
      describe(group.node);
    }
  });
  picture.addEventListener('keydown', (event) => {
    const at = groups.findIndex(({ element }) => element === document.activeElement);
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (at >= 0 && moves[event.key]) {
      focus(next(at, ...moves[event.key]));
    } else if (at >= 0 && event.key === 'Home') {
      focus(0);
    } else if (at >= 0 && event.key === 'End') {
      focus(groups.length - 1);
    } else if (at >= 0 && (event.key === 'Enter' || event.key === ' ')) {
      enter(groups[at].node);
    } else {
      return;
    }
    event.preventDefault();
  });
  new ResizeObserver(() => {
    const [, , width, height] = picture.getAttribute('viewBox').split(' ').map(Number);
    if (Math.abs(width - Math.max(280, canvas.clientWidth)) > 1 || Math.abs(height - Math.max(300, canvas.clientHeight)) > 1) {
      draw();
    }
  }).observe(canvas);

  const element = section('map', 'Map', note,
    el('div', { class: 'tools' },
      choice('Arrange by', arrangements, arranged, (key) => {
        arranged = key;
        open(rootOf(key));
      }),
      colourings.length < 2 ? '' : choice('Colour by', colourings, coloured, (key) => {
        coloured = key;
        lit = '';
        explain();
        draw();
      })),
    el('nav', { class: 'crumbs', 'aria-label': 'Where the map is' }, crumbs),
    el('div', { class: 'split' }, el('div', {}, canvas, legend), el('aside', { 'aria-label': 'What the map shows' }, info, contents)));
  document.addEventListener('keydown', (event) => {
    const types = event.target.matches('input[type="search"]');
    if ((event.key === 'Escape' || event.key === 'Backspace') && !types && !event.defaultPrevented && up()) {
      event.preventDefault();
    }
  });
  explain();

  /** Shows a file by its number, in its directory. */
  function reveal(number) {
    const [key] = arrangements[0];
    const radio = element.querySelector(`input[value="${key}"]`);
    radio.checked = true;
    arranged = key;
    const left = [rootOf(key)];
    while (left.length > 0) {
      const node = left.pop();
      if (node.file === number) {
        open(node.children && node.children.length > 0 ? node : node.parent);
        element.scrollIntoView({ block: 'start' });
        focus(Math.max(0, groups.findIndex((group) => group.within.has(node))));
        describe(node);
        return;
      }
      left.push(...(node.children || []));
    }
  }

  return { element, reveal, start: () => open(current) };
}
