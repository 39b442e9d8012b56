// Builds elements. Text is always text: there is no way to put markup from data into a page here.

/** An element with properties (`className`, `textContent`, … and `aria-…`, `data-…`, `for` attributes) and children. */
export function make(name, facts = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(facts)) {
    if (value === null || value === undefined || value === false) continue;
    if (/^(aria-|data-|role$|for$|href$|src$|alt$|id$)/.test(key)) element.setAttribute(key, value);
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element[key] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A button that submits nothing. */
export function button(textContent, facts = {}) {
  return make("button", { type: "button", textContent, ...facts });
}
