// Keeps the page alive where the browser, or an extension, translates it.
//
// A translator takes text nodes out and puts elements with its own words in their place. The program still holds the
// nodes that it made: what it writes into them nobody would see, and what it puts beside them would be lost. So a node
// that was taken out goes back to its place, empty, before the element that stands for it; that one goes as soon as the
// program writes into the node or takes it away. An empty node is nothing to translate, so this ends.

// What stands for a text node: the element, the words it stands for, and how often the empty node was taken out. And
// the nodes that an element stands for.
const standIns = new WeakMap();
const nodes = new WeakMap();
// A translator that takes even empty nodes out is not followed for ever: the node waits outside then.
const TURNS = 5;

// The element that came for a text node that went, if any: put in its place in one step, around it, or just beside it.
const standInOf = (text, record, added) => {
  if (record.addedNodes.length) return record.addedNodes[0];
  const beside = [record.previousSibling, record.nextSibling];
  return beside.find((node) => added.has(node) && !nodes.has(node) && (node.contains(text) || node.nodeName === 'FONT'));
};

const stand = (text, held) => {
  standIns.set(text, held);
  nodes.set(held.element, [...(nodes.get(held.element) ?? []), text]);
};

// The nodes that an element stands for now.
const stoodFor = (element) => (nodes.get(element) ?? []).filter((text) => standIns.get(text)?.element === element);

// The node speaks for itself again. Others that the same element stood for say what they said.
const leave = (text) => {
  const element = standIns.get(text)?.element;
  if (!element) return;
  if (text.data && !text.isConnected) element.before(text);
  standIns.delete(text);
  restore(element);
  element.remove();
};

const restore = (element) => {
  for (const text of stoodFor(element)) {
    text.data = standIns.get(text).words;
    standIns.delete(text);
  }
};

const watcher = new MutationObserver((records) => {
  const added = new Set();
  const put = new Set();
  for (const record of records) {
    if (record.type === 'characterData') {
      // The program wrote, or whoever did: what is there now is newer than what stands for it.
      leave(record.target);
      continue;
    }
    record.addedNodes.forEach((node) => added.add(node));
    for (const node of record.removedNodes) {
      const held = standIns.get(node);
      if (!node.isConnected && stoodFor(node).length) {
        // The translator took its own words away: it has others, or shows the original again.
        const texts = stoodFor(node);
        const next = [...record.addedNodes].find((other) => !texts.includes(other));
        if (next) texts.forEach((text) => stand(text, { ...standIns.get(text), element: next }));
        else restore(node);
      } else if (node.nodeType === Node.TEXT_NODE) {
        const element = standInOf(node, record, added);
        if (!element) {
          // The program's own doing: moved, or taken away.
          if (held && node.isConnected) node.after(held.element);
          else leave(node);
        } else if (held && !node.data) {
          // Empty as it was: what stands for it stays.
          node.remove();
          element.remove();
          held.turns += 1;
          if (held.turns < TURNS) held.element.before(node);
          else watcher.observe(node, { characterData: true });
        } else {
          leave(node);
          if (element.contains(node)) node.replaceWith(node.cloneNode());
          const { target, nextSibling } = record;
          const place = [element, nextSibling].find((other) => other?.parentNode === target);
          target.insertBefore(node, place ?? null);
          stand(node, { element, words: node.data, turns: 0 });
          put.add(node);
        }
      } else if (node.nodeType === Node.COMMENT_NODE && record.addedNodes[0]?.parentNode === record.target) {
        // A mark of the program's, taken out together with the text beside it.
        record.addedNodes[0].before(node);
      }
    }
  }
  // Only now: what the program wrote meanwhile would be lost.
  for (const text of put) if (standIns.has(text)) text.data = '';
  // What was done here is no news.
  watcher.takeRecords();
});
watcher.observe(document.body, { childList: true, characterData: true, subtree: true });
