// The body of a function of `root`: which points of visible labels belong to something else than the control they stand
// on. Asks the browser what lies under a grid of points of each label: of the text of every control, of its icon, and of
// what stands beside a control and is pressed with it. Answers the number of points and a line per control with a fault.
const pressedWith = '.station, .copyable, .interaction';
const controls = [...root.querySelectorAll('button, a[href], [role=button], [role^=menuitem]')];
const clip = (box, node) => {
  let { left, top, right, bottom } = box;
  for (let at = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement; at && at !== document.body; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
    const hole = at.getBoundingClientRect();
    [left, right] = [Math.max(left, hole.left), Math.min(right, hole.right)];
    [top, bottom] = [Math.max(top, hole.top), Math.min(bottom, hole.bottom)];
  }
  return { left, top, right, bottom };
};
const boxes = (scope, control) => {
  const found = [];
  const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    // Another control in the same place has its own label.
    const own = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest('button, a[href], [role=button], [role^=menuitem]');
    if (own && own !== control) continue;
    const isText = node.nodeType === Node.TEXT_NODE && node.data.trim() && node.parentElement.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (isText) {
      const range = document.createRange();
      range.selectNodeContents(node);
      found.push(...[...range.getClientRects()].map((box) => clip(box, node)));
    } else if (node.localName === 'svg' && node.checkVisibility({ visibilityProperty: true })) {
      const box = node.getBoundingClientRect();
      found.push(clip({ left: box.left + 2, top: box.top + 2, right: box.right - 2, bottom: box.bottom - 2 }, node));
    }
  }
  return found.filter((box) => box.right - box.left > 3 && box.bottom - box.top > 3);
};
const [x0, y0] = [scrollX, scrollY];
let points = 0;
const faults = [];
for (const control of controls) {
  if (!control.checkVisibility({ visibilityProperty: true }) || control.disabled) continue;
  control.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
  let n = 0;
  const strangers = new Set();
  for (const box of boxes(control.closest(pressedWith) ?? control, control)) {
    for (const across of [0.04, 0.2, 0.35, 0.5, 0.65, 0.8, 0.96]) {
      for (const down of [0.12, 0.5, 0.88]) {
        const x = box.left + (box.right - box.left) * across;
        const y = box.top + (box.bottom - box.top) * down;
        const hit = document.elementFromPoint(x, y);
        if (!hit) continue;
        points += 1;
        if (!control.contains(hit)) {
          n += 1;
          strangers.add(hit.outerHTML.slice(0, 80));
        }
      }
    }
  }
  if (n) faults.push(`${n} points of "${control.getAttribute('aria-label') ?? control.textContent}" belong to ${[...strangers].join(' and ')}`);
}
scrollTo({ left: x0, top: y0, behavior: 'instant' });
return { points, faults };
