// Lets pages that use the vendor's SDK upload to a mock server.

/** Returns a request that is sent to a host, such as http://127.0.0.1:8484, instead of that of the SDK. */
export function requestTo(host) {
  const request = new XMLHttpRequest();
  request.open = (method, url) => {
    const { pathname } = new URL(url);
    XMLHttpRequest.prototype.open.call(request, method, host + pathname);
  };
  return request;
}
