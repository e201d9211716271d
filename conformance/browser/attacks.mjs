// Attempts of a web page to use the control endpoints. The functions run in the page; base is the URL of the endpoints.

/** Attempts to change the state of the mock server. Each resolves when the browser has sent all requests. */
export const changes = {
  'fetch with text': (base) => fetch(`${base}/reset`, { method: 'POST', body: '{}' }),
  'fetch with text, response not needed': (base) => fetch(`${base}/reset`, { method: 'POST', mode: 'no-cors', body: '{}' }),
  'fetch without a body': (base) => fetch(`${base}/reset`, { method: 'POST', mode: 'no-cors' }),
  'fetch with text, cookies included': (base) =>
    fetch(`${base}/reset`, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' }),
  'fetch with JSON': (base) =>
    fetch(`${base}/reset`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' }),
  'fetch with JSON, cookies included': (base) =>
    fetch(`${base}/faults`, {
      method: 'POST',
      credentials: 'include',
      headers: { 'Content-Type': 'application/json' },
      body: '{"kind":"status","status":500}',
    }),
  'fault as text': (base) => fetch(`${base}/faults`, { method: 'POST', mode: 'no-cors', body: '{"kind":"status","status":500}' }),
  'seed as text': (base) =>
    fetch(`${base}/seed`, { method: 'POST', mode: 'no-cors', body: '{"files":[{"path":"/evil.txt","text":"evil"}]}' }),
  'clock as text': (base) => fetch(`${base}/clock`, { method: 'POST', mode: 'no-cors', body: '{"advance":"1h"}' }),
  'clock with PUT': (base) => fetch(`${base}/clock`, { method: 'PUT', body: '{"advance":"1h"}' }),
  'webhook as text': (base) =>
    fetch(`${base}/webhooks/send`, { method: 'POST', mode: 'no-cors', body: '{"event":"file.deleted"}' }),
  'target with PUT': (base) => fetch(`${base}/webhooks/target`, { method: 'PUT', body: '{"url":"http://evil.test/"}' }),
  'requests with DELETE': (base) => fetch(`${base}/requests`, { method: 'DELETE' }),
  'XMLHttpRequest with text': (base) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.onload = resolve;
      request.onerror = () => reject(new TypeError('no response'));
      request.open('POST', `${base}/reset`);
      request.send('{}');
    }),
  'form with text': (base) => window.submitForm(base, 'text/plain'),
  'form with fields': (base) => window.submitForm(base, 'application/x-www-form-urlencoded'),
  'form with parts': (base) => window.submitForm(base, 'multipart/form-data'),
  'beacon with text': (base) => navigator.sendBeacon(`${base}/reset`, '{}'),
  'beacon with JSON': (base) => navigator.sendBeacon(`${base}/reset`, new Blob(['{}'], { type: 'application/json' })),
  'fetch that outlives the page': (base) =>
    fetch(`${base}/reset`, { method: 'POST', mode: 'no-cors', keepalive: true, body: '{}' }),
  image: (base) => window.load('img', `${base}/reset`),
  script: (base) => window.load('script', `${base}/reset`),
};

/** Attempts to read from a control endpoint. Each returns what it could read, or throws. */
export const reads = {
  fetch: async (base, path) => (await fetch(`${base}/${path}`)).text(),
  'fetch, cookies included': async (base, path) => (await fetch(`${base}/${path}`, { credentials: 'include' })).text(),
  'fetch without CORS': async (base, path) => (await fetch(`${base}/${path}`, { mode: 'no-cors', credentials: 'include' })).text(),
  XMLHttpRequest: (base, path) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.onload = () => resolve(request.responseText);
      request.onerror = () => reject(new TypeError('no response'));
      request.open('GET', `${base}/${path}`);
      request.send();
    }),
  frame: async (base, path) => {
    const frame = document.createElement('iframe');
    frame.src = `${base}/${path}`;
    document.body.append(frame);
    await new Promise((resolve) => {
      frame.onload = resolve;
    });
    return frame.contentWindow.document.body.textContent;
  },
  script: async (base, path) => {
    await window.load('script', `${base}/${path}`);
    return 'a script was loaded';
  },
  'style sheet': async (base, path) => {
    await window.load('link', `${base}/${path}`);
    return 'a style sheet was loaded';
  },
};

/** Functions for the page, which some attempts call. */
export function helpers() {
  window.load = (name, url) =>
    new Promise((resolve, reject) => {
      const element = document.createElement(name);
      element.onload = resolve;
      element.onerror = () => reject(new TypeError(`no ${name}`));
      element.rel = 'stylesheet';
      element[name === 'link' ? 'href' : 'src'] = url;
      document.body.append(element);
    });
  window.submitForm = (base, enctype) => {
    const frame = document.createElement('iframe');
    frame.name = `frame-${enctype}`;
    document.body.append(frame);
    const form = document.createElement('form');
    Object.assign(form, { action: `${base}/reset`, method: 'POST', enctype, target: frame.name });
    form.innerHTML = '<input name=\'{"x":"\' value=\'"}\'>';
    document.body.append(form);
    return new Promise((resolve) => {
      frame.onload = resolve;
      form.submit();
    });
  };
}
