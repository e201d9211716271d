// The deliberate differences between the URLs of the vendor's SDKs for browsers and those of package urlbuilder in the
// dialect Current, which images.json names. Each has a reason, and one of these members:
//
//   refused   the error that package urlbuilder returns
//   change    changes a src or a srcset of the SDK to that of package urlbuilder
//
// conformance/urls/differences.mjs lists the differences of URLs for random inputs.
const encoded = {
  'big card': 'big%20card', 'big logo': 'big%20logo', 'salt&pepper': 'salt%26pepper', "it's": 'it%27s', '[1]': '%5B1%5D',
};

export const differences = {
  duplicates: {
    reason: 'HTML does not allow two candidates with the same width',
    change: (text) => [...new Set(text.split(', '))].join(', '),
  },
  'too wide': {
    reason: 'the SDK builds no srcset, and a src without a width; the widest breakpoint is the best image that there is',
    change: (text, name, src) => {
      const url = src.replace('tr=', 'tr=w-400,');
      return name === 'src' ? url : `${url} 400w`;
    },
  },
  'comma at the end': {
    reason: 'browsers do not read it as a part of the URL',
    change: (text) => text.replace(/,(?=$| \dx)/g, '%2C'),
  },
  'end of a path': {
    reason: 'it is part of a name, as in the SDK for Node; queryParameters add a query',
    change: (text) => text.replaceAll('?v=2&', '%3Fv=2?').replace('#', '%23'),
  },
  characters: {
    reason: 'the SDK does not encode characters that end a value or a candidate, or that clients encode differently',
    change: (text) => Object.entries(encoded).reduce((changed, [from, to]) => changed.replaceAll(from, to), text),
  },
  'slash in a value': {
    reason: 'it would end the transformation, and the URL would be that of another file',
    change: (text) => text.replace('n-a/b', 'n-a%2Fb'),
  },
  'out of the endpoint': {
    reason: 'the URL would be that of another account',
    refused: /leads out of the URL endpoint/,
  },
};
