// The configuration of orval. The servers of the document are different for uploads and for other operations.
module.exports = {
  imagekit: {
    input: 'openapi.wire.json',
    output: {
      target: 'generated/orval/client.ts',
      client: 'fetch',
      baseUrl: { getBaseUrlFromSpecification: true },
      override: { mutator: { path: './orval-fetch.ts', name: 'fetchWithKey', extension: '.js' } },
    },
  },
};
