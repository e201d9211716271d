// Shows the link to the console of the mock server, where the mock server serves this page.
'use strict';

document.getElementById('console').hidden = !/\/_mock\/docs\/[^/]*$/.test(location.pathname);
