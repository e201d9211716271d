<?php
// Functions for the scenario: the settings of the mock server that ./run has started, and requests that the SDK cannot make.

use GuzzleHttp\HandlerStack;
use GuzzleHttp\Middleware;
use GuzzleHttp\Psr7\Uri;
use Psr\Http\Message\RequestInterface;

require_once 'GuzzleHttp/autoload.php';

spl_autoload_register(function ($class) {
    $file = getenv('IMAGEKIT_PHP') . '/src/' . str_replace('\\', '/', $class) . '.php';
    if (is_file($file)) {
        require $file;
    }
});

set_error_handler(function ($severity, $message, $file, $line) {
    if ($severity & (E_ALL & ~E_DEPRECATED)) { // the SDK is older than PHP 8.2
        throw new ErrorException($message, 0, $severity, $file, $line);
    }
});

/** Sends requests for the hosts of the service, which are fixed in the SDK, to the mock server. */
function toMock(): HandlerStack
{
    $stack = HandlerStack::create();
    $stack->push(Middleware::mapRequest(function (RequestInterface $request) {
        $mock = new Uri(getenv('MOCK_URL'));
        check(in_array($request->getUri()->getHost(), ['api.imagekit.io', 'upload.imagekit.io']), (string) $request->getUri());
        $uri = $request->getUri()->withScheme($mock->getScheme())->withHost($mock->getHost())->withPort($mock->getPort());
        return $request->withUri($uri);
    }));
    return $stack;
}

function check(bool $holds, string $what): void
{
    if (!$holds) {
        throw new Exception($what);
    }
}

function same($want, $got, string $what = ''): void
{
    check($want === $got, "$what: got " . json_encode($got) . ', want ' . json_encode($want));
}

/** Returns the result of a call, which must succeed. */
function result($response)
{
    check($response->error === null, json_encode($response->error));
    return $response->result;
}

/** Returns the error of a call, which must fail with the given status. */
function failure(int $status, $response)
{
    check($response->error !== null && $response->responseMetadata !== null, json_encode($response));
    same($status, $response->responseMetadata['statusCode'], 'status');
    return $response->error;
}

/** Returns the status and the body of the response for a URL. */
function download(string $url): array
{
    $body = file_get_contents($url, false, stream_context_create(['http' => ['ignore_errors' => true]]));
    return [(int) explode(' ', $http_response_header[0])[1], $body];
}

function delivered(string $path): bool
{
    return download(getenv('MOCK_URL_ENDPOINT') . $path)[0] === 200;
}

/** Sends a request to a control endpoint of the mock server. */
function control(string $method, string $path, $body): void
{
    $http = ['method' => $method, 'header' => 'Content-Type: application/json', 'content' => json_encode($body)];
    file_get_contents(getenv('MOCK_URL') . "/_mock/$path", false, stream_context_create(['http' => $http]));
}

/** Polls a status until it is Completed, for at most ten seconds. */
function completed(callable $getStatus)
{
    for ($end = time() + 10; ; usleep(20000)) {
        $job = result($getStatus());
        if ($job->status === 'Completed') {
            return $job;
        }
        check(time() < $end, 'still ' . json_encode($job));
    }
}

/** Runs the steps in order. The program ends after the first step that fails. */
function run(array $steps): void
{
    $passed = 0;
    foreach ($steps as $name => $step) {
        try {
            $step();
            $passed++;
            echo "ok - $name\n";
        } catch (Throwable $problem) {
            echo "not ok - $name: $problem\n$passed passed, 1 failed\n";
            exit(1);
        }
    }
    echo "$passed passed, 0 failed\n";
}
