// Starts the program: what the bundler would put inline, outside, so that the page can forbid inline scripts.
// Unlike the inline form it also has the browser check the integrity of the wasm.

// Until the program runs, a notice that it did not start stands in the page; the style shows it late while this is set.
const root = document.documentElement;
root.setAttribute('data-starting', '');

// An answer of the sign-in page leaves the address at once, before anything more is loaded; the program takes it from
// here and deletes it. Whatever else stands in the address is the page's own and stays.
const ANSWER = ['code', 'error', 'access_token', 'id_token'];
const SIGNS = [...ANSWER, 'state', 'error_description'];
const ALL = [...SIGNS, 'error_uri', 'iss', 'session_state', 'token_type', 'expires_in', 'scope'];
const name = (pair) => [...new URLSearchParams(pair).keys()][0];
const own = (part) => {
  const pairs = part.slice(1).split('&');
  if (!pairs.some((pair) => SIGNS.includes(name(pair)))) return part;
  const rest = pairs.filter((pair) => !ALL.includes(name(pair)));
  return rest.length ? part[0] + rest.join('&') : '';
};
const here = new URL(location.href);
const [search, hash] = [here.search, here.hash];
[here.search, here.hash] = [own(search), own(hash)];
if (here.search !== search || here.hash !== hash) {
  const said = new URLSearchParams([search.slice(1), hash.slice(1)].join('&'));
  // A state alone, or the words of an error, are the answer to nothing.
  if (ANSWER.some((name) => said.has(name))) {
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

// The name of the frame in which a page of ours signs in without leaving, and of the message that hands its answer on.
const SIGN_IN = 'customer-journey-sign-in';

// Whether the policy of this page lets it frame the sign-in page, and that one come back.
const permits = (policies, login, own) => policies.split(',').every((policy) => {
  const directives = policy.split(';').map((directive) => directive.trim().split(/\s+/));
  const list = (name) => directives.find(([word]) => word.toLowerCase() === name);
  const covers = (sources, origin) => !sources || sources.slice(1).some((source) => {
    if (source.endsWith(':')) return origin.startsWith(source);
    const pattern = source.replace(/\/$/, '').replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace('*', '.*');
    return source === "'self'" ? origin === own : new RegExp(`^(\\w+://)?${pattern}$`).test(origin);
  });
  const frames = list('frame-src') ?? list('child-src') ?? list('default-src');
  return covers(frames, login) && covers(frames, own) && covers(list('frame-ancestors'), own);
});

// Tries the sign-in in a hidden frame: gives the query of its answer; null when there is none in time, whatever the frame
// shows (a page that refuses frames looks like any other); undefined when the policy of this page allows no such frame.
window.signInFrame = async (address, isBrief) => {
  const page = await fetch(location.origin + location.pathname, { method: 'HEAD', cache: 'no-store' }).catch(() => undefined);
  const policy = page?.headers.get('Content-Security-Policy') ?? '';
  if (!permits(policy, new URL(address).origin, location.origin)) return undefined;
  const frame = document.createElement('iframe');
  // Not drawn, so it cannot take the focus. It may not leave for the host page's place either.
  Object.assign(frame, { hidden: true, name: SIGN_IN, src: address });
  frame.sandbox = 'allow-forms allow-same-origin allow-scripts';
  const end = new AbortController();
  const answer = await new Promise((resolve) => {
    const wait = (seconds) => setTimeout(resolve, seconds * 1000, null);
    let timer = wait(isBrief ? 3 : 6);
    frame.addEventListener('load', () => {
      clearTimeout(timer);
      timer = wait(isBrief ? 1 : 2.5);
    });
    const heard = ({ source, origin, data }) => {
      if (source === frame.contentWindow && origin === location.origin && data?.name === SIGN_IN) resolve(data.search);
    };
    addEventListener('message', heard, { signal: end.signal });
    document.body.append(frame);
  });
  end.abort();
  frame.remove();
  return answer;
};

// In that frame nothing more is loaded.
if (window.name === SIGN_IN && parent !== window) {
  parent.postMessage({ name: SIGN_IN, search }, location.origin);
} else {
  await start();
}
