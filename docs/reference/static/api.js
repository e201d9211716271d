// Shows the document of reference.js. Nothing is requested from other hosts: fonts, telemetry, the assistant and the
// buttons that lead to the vendor are switched off. The page has no key, so it cannot send requests to the service.
'use strict';

const container = document.getElementById('reference');
Scalar.createApiReference(container, {
  content: reference,
  theme: 'none',
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  hideClientButton: true,
  hideTestRequestButton: true,
  showDeveloperTools: 'never',
  hiddenClients: true, // the requests that it makes of multipart bodies are wrong
  documentDownloadType: 'none', // the overview has a link
  operationTitleSource: 'summary',
  generateOperationSlug: ({ operationId }) => operationId, // in anchors, such as #tag/assets/getFileDetails
  generateWebhookSlug: ({ name }) => name, // #tag/webhooks/webhook/file.created
});
