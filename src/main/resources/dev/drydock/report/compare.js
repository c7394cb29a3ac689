/* Images side by side. */

const { images, groups } = facts;
const KIND_COLOURS = { debian: 'c0', python: 'c1', npm: 'c2', java: 'c4', program: 'c3' };
const mostSeen = Math.max(...images.map((image) => image.sizes.visible), 1);

/** The packages of an image by kind, and what belongs to none. */
function packageTree(image) {
  const kinds = [...grouped(image.packages, (each) => each.kind)].map(([kind, all]) =>
    above(kind, all.filter((each) => each.size > 0).map((each) => ({ name: each.name, size: each.size, count: each.files, kind }))));
  const listed = image.packages.reduce((sum, each) => sum + each.size, 0);
  const rest = [
    { name: 'smaller packages', size: image.packageBytes - listed, count: 0, kind: 'other' },
    { name: 'no package', size: Math.max(0, image.sizes.visible - image.packageBytes), count: 0, kind: 'none' }];
  return above(image.label, kinds.concat(rest.filter((each) => each.size > 0)));
}

/** All are drawn to one scale: what is half the size has half the area. */
function picture(image) {
  const whole = Math.max(180, Math.min(380, 1180 / images.length - 40));
  const side = Math.max(24, whole * Math.sqrt(image.sizes.visible / mostSeen));
  const kinds = [...grouped(image.packages, (each) => each.kind)].map(([kind, all]) => `${kind} ${sizeText(all.reduce((sum, each) => sum + each.size, 0))}`);
  const drawing = svg('svg', { class: 'treemap still', role: 'img', width: side, height: side, 'aria-label': `${image.label}: ${sizeText(image.sizes.visible)}, of it ${kinds.join(', ') || 'no packages'}` });
  drawTreemap(drawing, packageTree(image), side, side, {
    colour: (node) => KIND_COLOURS[node.kind] || node.kind,
    size: (node) => sizeText(node.size),
    cell(element, node) {
      const title = svg('title');
      title.textContent = `${node.name}: ${sizeText(node.size)}`;
      element.append(title);
    },
  });
  return drawing;
}

function link(image, text) {
  return el('a', { href: `#image-${images.indexOf(image)}` }, named(text || image.label));
}

function overview() {
  const element = section('overview', 'Overview', '',
    el('h1', { class: 'subject' }, `${counted(images.length, 'image')} compared`),
    el('div', { class: 'gallery' }, ...images.map((image) => el('figure', {}, el('div', {}, picture(image)),
      el('figcaption', {}, link(image), el('strong', {}, sizeText(image.sizes.unpacked)), el('span', {}, `${sizeText(image.sizes.transfer)} to pull`))))),
    el('ul', { class: 'legend' }, ...Object.entries(KIND_COLOURS).filter(([kind]) => images.some((image) => image.packages.some((each) => each.kind === kind)))
      .concat([['no package', 'none']]).map(([kind, colour]) => el('li', { class: 'key' }, el('span', { class: `swatch ${colour}`, 'aria-hidden': 'true' }), kind))));
  element.querySelector('h2').classList.add('unseen');
  return element;
}

/** Figures down, images across: bars run from nothing to the most in the row. */
function figureSection() {
  const rows = facts.figures.map((row) => {
    const values = row.cells.map((cell) => cell.number).filter((value) => value !== undefined);
    const most = Math.max(...values, 0);
    const least = Math.min(...values);
    return el('tr', {}, el('th', { scope: 'row' }, row.name), ...row.cells.map((cell) => {
      if (cell.number === undefined) {
        return el('td', { class: cell.unknown ? 'unknown' : false }, named(cell.shown, 120));
      }
      const best = values.length > 1 && least < most && cell.number === least;
      return el('td', { class: best ? 'best' : false }, el('span', { class: 'measure' }, el('span', {}, cell.shown, best ? el('small', {}, ' least') : ''), bar(most > 0 ? cell.number / most : 0)));
    }));
  });
  return section('figures', 'Figures', 'Bars run from nothing to the most of their row.', el('div', { class: 'scroll' }, el('table', { class: 'across' },
    el('caption', { class: 'unseen' }, 'Figures of each image'),
    el('thead', {}, el('tr', {}, el('td', {}), ...images.map((image) => el('th', { scope: 'col' }, link(image))))), el('tbody', {}, ...rows))));
}

function observationSection() {
  return section('observations', 'What the figures show', '', ...groups.flatMap((group) => [
    groups.length > 1 || group.name ? el('h3', {}, named(group.name || 'Images as they are')) : '',
    group.observations.length > 0 ? el('ul', { class: 'observations' }, ...group.observations.map((text) => el('li', {}, named(text, 400)))) : el('p', { class: 'none' }, 'One image alone has nothing to be compared with.')]));
}

function imageSection(image, number) {
  const most = Math.max(...image.packages.map((each) => each.size), 1);
  const group = groups.find((each) => each.images.includes(number));
  const others = group.images.filter((each) => each !== number).map((each) => images[each]);
  const layers = image.layers.map((layer, place) => ({ ...layer, place }));
  const mostUnpacked = Math.max(...image.layers.map((layer) => layer.unpacked), 1);
  return section(`image-${number}`, shortened(image.label, 80), '',
    el('p', { class: 'meta' }, image.platform, ' · ', image.system ? named(image.system, 60) : 'no os-release', ' · ', el('code', { title: image.digest }, brief(image.digest)),
      others.length > 0 ? ' · beside ' : '', ...others.flatMap((each, place) => [place > 0 ? ', ' : '', link(each)]), ' · ', el('a', { href: '#figures' }, 'all figures')),
    el('h3', {}, 'Layers'),
    table({
      caption: `Layers of ${image.label}`,
      columns: [
        { title: 'Layer', key: (row) => row.place, show: (row) => String(row.place + 1) },
        { title: 'Made by', class: 'wide', key: (row) => row.history, show: (row) => named(row.history || 'not said', 220) },
        { title: 'Files', key: (row) => row.files, number: true, show: (row) => countText(row.files) },
        { title: 'Compressed', key: (row) => row.compressed, number: true, show: (row) => sizeText(row.compressed) },
        { title: 'Unpacked', key: (row) => row.unpacked, number: true, show: (row) => sized(row.unpacked, mostUnpacked) }],
      rows: layers,
    }),
    el('h3', {}, image.packages.length < image.packageCount ? `The largest ${image.packages.length} of ${countText(image.packageCount)} packages` : counted(image.packageCount, 'package')),
    table({
      caption: `Packages of ${image.label}`,
      columns: [
        { title: 'Package', key: (row) => row.name, class: 'wide', show: (row) => literal(row.name, 70) },
        { title: 'Version', key: (row) => row.version, show: (row) => literal(row.version, 30) },
        { title: 'Kind', key: (row) => row.kind, show: (row) => row.kind },
        { title: 'Size', key: (row) => row.size, number: true, show: (row) => sized(row.size, most) }],
      rows: image.packages,
      first: 8,
    }));
}

page('comparison', '', [overview(), figureSection(), observationSection(), ...images.map(imageSection)]);
