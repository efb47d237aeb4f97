// What is wrong on an open page: each function returns it as lines of text.

const SHAPES = 'rect, path, circle, ellipse, polygon';

function named(element) {
  const label = element.id ? `#${element.id}` : (element.getAttribute('class') || '');
  const words = element.textContent.trim().replace(/\s+/g, ' ').slice(0, 60);
  return `<${element.localName} ${label}> ${words}`;
}

// text that stands on the page, as text nodes
function textNodes(root = document.body) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const unseen = 'script, style, noscript, template, title, desc, details:not([open]) > :not(summary)';
    if (node.data.trim() && !node.parentElement.closest(unseen)) found.push(node);
  }
  return found;
}

function rectOf(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  return range.getBoundingClientRect();
}

function words() {
  return textNodes().map((node) => node.data.trim().replace(/\s+/g, ' '));
}

function hiddenText() {
  return textNodes()
    .filter((node) => {
      const rect = rectOf(node);
      const style = getComputedStyle(node.parentElement);
      return !rect.width || !rect.height || style.visibility !== 'visible' || style.opacity === '0';
    })
    .map((node) => named(node.parentElement));
}

// the page may not scroll sideways; a box that scrolls by itself may hold more
function overflow() {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width && document.body.scrollWidth <= width) return [];
  const scrolls = (element) => {
    for (let box = element.parentElement; box !== document.body; box = box.parentElement) {
      if (getComputedStyle(box).overflowX !== 'visible') return true;
    }
    return false;
  };
  return [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element))
    .map((element) => `ends at ${Math.round(element.getBoundingClientRect().right)} px: ${named(element)}`)
    .concat(`the page is ${document.documentElement.scrollWidth} px wide`);
}

// a box that hides what does not fit, and cannot be scrolled
function cutText() {
  const hides = (overflowValue) => overflowValue === 'hidden' || overflowValue === 'clip';
  const found = new Set();
  for (const node of textNodes()) {
    const element = node.parentElement;
    if (element.closest('svg')) continue;
    const text = rectOf(node);
    for (let box = element; box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box);
      // a box of a pixel is there for screen readers
      if (box.clientWidth <= 1 && style.position === 'absolute') break;
      const frame = box.getBoundingClientRect();
      const sideways = hides(style.overflowX) && (text.right > frame.right + 1 || text.left < frame.left - 1);
      const below = hides(style.overflowY) && text.bottom > frame.bottom + 1;
      if (sideways || below) found.add(`cut off: ${named(element)}`);
    }
  }
  return [...found];
}

function overlap(one, other) {
  return {
    across: Math.min(one.right, other.right) - Math.max(one.left, other.left),
    down: Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top),
  };
}

// a label may be drawn twice: first wide in the colour of the ground, then itself
function labels(drawing) {
  const drawn = [...drawing.querySelectorAll('text')]
    .map((label) => ({ label, box: label.getBoundingClientRect() }))
    .filter(({ box }) => box.width);
  const isGround = (one, other) => {
    const { across, down } = overlap(one.box, other.box);
    return one.label.textContent === other.label.textContent
      && across > 0.8 * one.box.width && down > 0.8 * one.box.height;
  };
  return drawn.filter((one, index) => !drawn.slice(index + 1).some((other) => isGround(one, other)));
}

function drawings() {
  return [...document.querySelectorAll('svg')].filter((drawing) => !drawing.parentElement.closest('svg'));
}

function cutLabels() {
  return drawings().flatMap((drawing) => {
    const frame = drawing.getBoundingClientRect();
    return labels(drawing)
      .filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1
        || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
      .map(({ label }) => `label leaves its drawing: ${named(label)}`);
  });
}

function overlappingLabels() {
  const found = [];
  for (const drawing of drawings()) {
    const drawn = labels(drawing);
    drawn.forEach((one, index) => {
      for (const other of drawn.slice(index + 1)) {
        const { across, down } = overlap(one.box, other.box);
        // boxes of lines of text reach beyond the letters
        const height = Math.min(one.box.height, other.box.height);
        if (across > 2 && down > height * 0.35) found.push(`${named(one.label)} over ${named(other.label)}`);
      }
    });
  }
  return found;
}

function links() {
  return [...document.querySelectorAll('a, area')].map((link) => link.href.baseVal ?? link.href);
}

function anchors() {
  return [...document.querySelectorAll('[id]')].map((element) => element.id);
}

// a table is sorted by the heading that says so; cells without a value come last
function sortFaults() {
  const found = [];
  for (const table of document.querySelectorAll('table:has(th button)')) {
    const headings = [...table.tHead.rows[0].cells];
    const sorted = headings.filter((heading) => heading.ariaSort);
    if (sorted.length > 1) found.push(`sorted by ${sorted.length} columns: ${named(table)}`);
    for (const heading of sorted) {
      const cells = [...table.tBodies[0].rows].map((row) => row.cells[headings.indexOf(heading)]);
      const sign = heading.ariaSort === 'descending' ? -1 : 1;
      const isNumber = cells.some((cell) => cell.dataset.value);
      cells.slice(1).forEach((cell, index) => {
        const [one, other] = [cells[index], cell];
        const [first, second] = [one.dataset.value || NaN, other.dataset.value || NaN];
        const wrong = isNumber
          ? sign * (first - second) > 0 || (isNaN(first) && !isNaN(second))
          : sign * one.textContent.trim().localeCompare(other.textContent.trim(), document.documentElement.lang) > 0;
        if (wrong) found.push(`${heading.ariaSort} by ${named(heading)}: ${named(one)} before ${named(other)}`);
      });
    }
  }
  return found;
}

// ---- contrast of labels -------------------------------------------------------------------------------

const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
const parsed = new Map();

// red, green, blue of 0 to 255, alpha of 0 to 1; the canvas knows every notation
function colour(text) {
  if (!parsed.has(text)) {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = text;
    pixel.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
    parsed.set(text, [red, green, blue, alpha / 255]);
  }
  return parsed.get(text);
}

function over(front, opacity, back) {
  const alpha = front[3] * opacity;
  return [0, 1, 2].map((i) => front[i] * alpha + back[i] * (1 - alpha)).concat(1);
}

function opacityOf(element) {
  let product = 1;
  for (let node = element; node; node = node.parentElement) product *= getComputedStyle(node).opacity;
  return product;
}

function background(element) {
  const layers = [];
  for (let node = element; node; node = node.parentElement) {
    const layer = colour(getComputedStyle(node).backgroundColor);
    layers.push(layer);
    if (layer[3] === 1) break;
  }
  const dark = matchMedia('(prefers-color-scheme: dark)').matches
    && getComputedStyle(document.documentElement).colorScheme.includes('dark');
  const canvas = dark ? [18, 18, 18, 1] : [255, 255, 255, 1];
  return layers.reduceRight((back, layer) => over(layer, 1, back), canvas);
}

function behindLabel(label, x, y) {
  const stack = document.elementsFromPoint(x, y);
  const below = stack.slice(stack.findIndex((element) => label.contains(element)) + 1);
  const shapes = below.filter((element) => element.matches(SHAPES) && getComputedStyle(element).fill !== 'none');
  let back = background(label.ownerSVGElement);
  for (const shape of shapes.reverse()) {
    const style = getComputedStyle(shape);
    back = over(colour(style.fill), style.fillOpacity * opacityOf(shape), back);
  }
  return back;
}

function luminance(rgb) {
  const [red, green, blue] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

// labels against what they stand on, which axe-core does not look at: https://www.w3.org/TR/WCAG22/#contrast-minimum
function lowContrast() {
  const style = document.createElement('style');
  style.textContent = '* { pointer-events: auto !important }';
  document.head.append(style);
  const found = [];
  for (const { label } of drawings().flatMap(labels)) {
    // what is beyond the window is not found by its place
    label.scrollIntoView({ block: 'center' });
    const box = label.getBoundingClientRect();
    const look = getComputedStyle(label);
    const front = colour(look.fill);
    const opacity = opacityOf(label) * look.fillOpacity;
    const ratios = [0.1, 0.5, 0.9].map((share) => {
      const back = behindLabel(label, box.left + share * box.width, box.top + box.height / 2);
      return contrast(over(front, opacity, back), back);
    });
    const worst = Math.min(...ratios);
    if (worst < 4.5) found.push(`${worst.toFixed(2)} to 1: ${named(label)}`);
  }
  style.remove();
  return found;
}

// ---- fonts ----------------------------------------------------------------------------------

// marks one element of each style of type that shows Hangul
function markHangul() {
  const styles = new Set();
  for (const node of textNodes()) {
    if (!/[\uac00-\ud7a3]/.test(node.data)) continue;
    const element = node.parentElement;
    const look = getComputedStyle(element);
    const style = [element.namespaceURI, look.fontFamily, look.fontWeight, look.fontStyle].join();
    if (!styles.has(style)) element.setAttribute('data-hangul', '');
    styles.add(style);
  }
  return [...styles];
}
