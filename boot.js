// Starts the program: what the bundler would put inline, outside, so that the page can forbid inline scripts.
// Unlike the inline form it also has the browser check the integrity of the wasm.

// Until the program runs, a notice that it did not start stands in the page; the style shows it late while this is set.
const root = document.documentElement;
root.setAttribute('data-starting', '');

// An answer of the sign-in page leaves the address at once, before anything more is loaded; the program takes it from
// here and deletes it. Whatever else stands in the address is the page's own and stays.
const ANSWER = ['code', 'state', 'error', 'error_description', 'access_token', 'id_token'];
const BESIDE = ['error_uri', 'iss', 'session_state', 'token_type', 'expires_in', 'scope'];
const name = (pair) => [...new URLSearchParams(pair).keys()][0];
const own = (part) => {
  const pairs = part.slice(1).split('&');
  if (!pairs.some((pair) => ANSWER.includes(name(pair)))) return part;
  const rest = pairs.filter((pair) => ![...ANSWER, ...BESIDE].includes(name(pair)));
  return rest.length ? part[0] + rest.join('&') : '';
};
const here = new URL(location.href);
const [search, hash] = [here.search, here.hash];
[here.search, here.hash] = [own(search), own(hash)];
if (here.search !== search || here.hash !== hash) {
  const said = new URLSearchParams([search.slice(1), hash.slice(1)].join('&'));
  // A state alone is the answer to nothing.
  if (ANSWER.some((name) => name !== 'state' && said.has(name))) {
    Object.defineProperty(window, 'signInAnswer', { value: search + hash, configurable: true });
  }
  history.replaceState(null, '', here);
}

for (const button of document.querySelectorAll('[data-reload]')) {
  button.addEventListener('click', () => location.reload());
}

const notice = document.getElementById('not-started');

// A mistake in the program ends in a trap, after which nothing of it works any more: the page must not look alive.
// Where it was stands in the browser's own line of the console; its message could quote data.
const stop = (error) => {
  if (error instanceof WebAssembly.RuntimeError) {
    root.setAttribute('data-stopped', '');
    notice.hidden = true;
    document.getElementById('stopped').hidden = false;
  }
};
addEventListener('error', (event) => stop(event.error));
addEventListener('unhandledrejection', (event) => stop(event.reason));

const start = async () => {
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
    notice.hidden = true;
  } catch (error) {
    console.error('Customer Journey could not start:', error);
    stop(error);
    // What else fails here is a file that is missing or altered, or a browser too old: the notice shows at once.
    root.setAttribute('data-failed', '');
  }
};

// The frame in which a page of ours signs in without leaving: that page gets the answer, and nothing more is loaded here.
const SIGN_IN = 'customer-journey-sign-in';
if (window.name === SIGN_IN && parent !== window) {
  parent.postMessage({ name: SIGN_IN, search }, location.origin);
} else {
  await start();
}
