// Starts the program: what the bundler would put inline, outside, so that the page can forbid inline scripts.
// Unlike the inline form it also has the browser check the integrity of the wasm.

// An answer of the sign-in page leaves the address at once, before anything more is loaded; the program takes it from
// here and deletes it.
const answer = new URLSearchParams(location.search);
if (answer.has('state') && (answer.has('code') || answer.has('error'))) {
  Object.defineProperty(window, 'signInAnswer', { value: location.search, configurable: true });
  history.replaceState(null, '', location.pathname);
}

for (const button of document.querySelectorAll('[data-reload]')) {
  button.addEventListener('click', () => location.reload());
}

// A mistake in the program ends in a trap, after which nothing of it works any more: the page must not look alive.
// Where it was stands in the browser's own line of the console; its message could quote data.
const stop = (error) => {
  if (error instanceof WebAssembly.RuntimeError) {
    document.documentElement.setAttribute('data-stopped', '');
    document.getElementById('stopped').hidden = false;
  }
};
addEventListener('error', (event) => stop(event.error));
addEventListener('unhandledrejection', (event) => stop(event.reason));

const files = document.querySelector('meta[name="customer-journey"]').dataset;
const preload = document.querySelector('link[rel="preload"][type="application/wasm"]');
try {
  const program = await import(new URL(files.js, document.baseURI).href);
  await program.default({
    module_or_path: fetch(new URL(files.wasm, document.baseURI), {
      integrity: preload?.integrity ?? '',
      credentials: 'same-origin',
    }),
  });
} catch (error) {
  console.error('Customer Journey could not start:', error);
  stop(error);
  // What else fails here is a file that is missing or altered, or a browser too old.
  if (!document.documentElement.hasAttribute('data-stopped')) {
    document.getElementById('not-started').hidden = false;
  }
}
