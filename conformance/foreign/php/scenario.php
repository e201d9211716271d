<?php
// Tests the vendor's SDK for PHP with the mock server. The steps depend on each other.

use ImageKit\ImageKit;

require __DIR__ . '/support.php';

const FOLDER = '/sdk-php';
const PHOTO_PATH = __DIR__ . '/../../../examples/demo/coffee.png';
$photo = file_get_contents(PHOTO_PATH);
[$publicKey, $privateKey, $endpoint] = [getenv('MOCK_PUBLIC_KEY'), getenv('MOCK_PRIVATE_KEY'), getenv('MOCK_URL_ENDPOINT')];
$ik = new ImageKit($publicKey, $privateKey, $endpoint, 'path', toMock());
[$coffee, $season] = [null, null];

$upload = fn ($name, $file = null, $more = []) => $ik->uploadFile([
    'file' => $file ?? fopen(PHOTO_PATH, 'r'), 'fileName' => $name, 'folder' => FOLDER, 'useUniqueFileName' => false, ...$more,
]);
$text = fn ($text) => 'data:text/plain;base64,' . base64_encode($text);
$names = fn ($query) => array_column(result($ik->listFiles($query)), 'name');
$versions = fn ($id) => result($ik->getFileVersions($id));

run([
    'creates custom metadata fields' => function () use ($ik, &$season) {
        $schema = ['type' => 'SingleSelect', 'selectOptions' => ['summer', 'winter']];
        $season = result($ik->createCustomMetadataField(['name' => 'sdkphp_season', 'label' => 'Season (PHP)', 'schema' => $schema]));
        same(['sdkphp_season', 'SingleSelect'], [$season->name, $season->schema->type]);
        check(in_array($season->id, array_column(result($ik->getCustomMetadataFields()), 'id')), 'listed');
        $again = ['name' => 'sdkphp_season', 'label' => 'Another label (PHP)', 'schema' => ['type' => 'Text']];
        failure(400, $ik->createCustomMetadataField($again));
    },
    'uploads with all fields' => function () use ($upload, $photo, &$coffee) {
        $coffee = result($upload('coffee.png', null, [
            'tags' => ['drink', 'hot'],
            'customCoordinates' => '10,10,200,150',
            'customMetadata' => ['sdkphp_season' => 'winter'],
            'isPrivateFile' => false,
            'isPublished' => true,
            'overwriteFile' => true,
            'overwriteTags' => true,
            'overwriteAITags' => true,
            'overwriteCustomMetadata' => true,
            'extensions' => [['name' => 'google-auto-tagging', 'maxTags' => 5, 'minConfidence' => 80]],
            'webhookUrl' => 'https://example.com/hook',
            'transformation' => ['pre' => 'w-600', 'post' => [['type' => 'transformation', 'value' => 'w-100']]],
            'responseFields' => ['tags', 'customCoordinates', 'isPrivateFile', 'isPublished', 'customMetadata', 'metadata'],
        ]));
        same(FOLDER . '/coffee.png', $coffee->filePath);
        same(['image', 600, 400, strlen($photo)], [$coffee->fileType, $coffee->width, $coffee->height, $coffee->size]);
        same(['drink', 'hot'], $coffee->tags);
        same('winter', $coffee->customMetadata->sdkphp_season);
        same(['10,10,200,150', false, true], [$coffee->customCoordinates, $coffee->isPrivateFile, $coffee->isPublished]);
        same('png', $coffee->metadata->format);
        same('pending', $coffee->extensionStatus->{'google-auto-tagging'});
        same([200, $photo], download($coffee->url));
    },
    'uploads all sources' => function () use ($upload, $photo, &$coffee) {
        $sources = ['stream' => fopen(PHOTO_PATH, 'r'), 'base64' => base64_encode($photo), 'url' => $coffee->url];
        foreach ($sources as $source => $file) {
            $more = ['folder' => FOLDER . '/sources', 'tags' => ['drink', 'copy'], 'useUniqueFileName' => true];
            $stored = result($upload("$source.png", $file, $more));
            check(preg_match("/^{$source}_\\w+\\.png$/", $stored->name) === 1, $stored->name);
            same([200, $photo], download($stored->url));
        }
    },
    'refuses a file that fails a check' => function () use ($upload) {
        result($upload('checked.png', null, ['checks' => '"file.size" < "2mb"']));
        failure(400, $upload('big.png', null, ['checks' => '"file.size" < "1kb"']));
        same([true, false], [delivered(FOLDER . '/checked.png'), delivered(FOLDER . '/big.png')]);
    },
    'makes parameters for uploads without the key, once' => function () use ($ik, $photo, $publicKey) {
        $auth = (array) $ik->getAuthenticationParameters();
        $fields = $auth + ['publicKey' => $publicKey, 'file' => base64_encode($photo), 'fileName' => 'browser.png', 'folder' => FOLDER];
        $parts = array_map(fn ($name) => ['name' => $name, 'contents' => (string) $fields[$name]], array_keys($fields));
        $post = fn () => (new GuzzleHttp\Client(['http_errors' => false]))
            ->post(getenv('MOCK_URL') . '/api/v1/files/upload', ['multipart' => $parts]);
        [$first, $second] = [$post(), $post()];
        same([200, 400], [$first->getStatusCode(), $second->getStatusCode()]);
        same(strlen($photo), result($ik->getFileDetails(json_decode($first->getBody())->fileId))->size);
    },
    'lists and searches' => function () use ($ik, $names) {
        $stems = fn ($query) => preg_replace('/_\w+/', '', $names($query));
        $path = FOLDER . '/sources';
        same(['base64.png', 'stream.png', 'url.png'], $stems(['path' => $path, 'sort' => 'ASC_NAME']));
        same(['stream.png'], $stems(['path' => $path, 'sort' => 'DESC_NAME', 'skip' => 1, 'limit' => 1]));
        same([], $stems(['path' => $path, 'fileType' => 'non-image']));
        same(['coffee.png'], $stems(['path' => FOLDER, 'tags' => 'hot']));
        same(['sources'], $names(['path' => FOLDER, 'type' => 'folder']));
        $search = 'path : "' . FOLDER . '" AND tags IN ["drink"] AND "customMetadata.sdkphp_season" = "winter" AND size < "2mb"';
        same(['coffee.png'], $names(['searchQuery' => $search]));
        failure(400, $ik->listFiles(['searchQuery' => 'tags IN [']));
    },
    'changes details' => function () use ($ik, &$coffee) {
        $details = result($ik->getFileDetails($coffee->fileId));
        same(['file', $coffee->filePath, 'image/png'], [$details->type, $details->filePath, $details->mime]);
        $changed = result($ik->updateFileDetails($coffee->fileId, [
            'tags' => ['espresso'],
            'customCoordinates' => '0,0,10,10',
            'customMetadata' => ['sdkphp_season' => 'summer'],
            'extensions' => [['name' => 'google-auto-tagging', 'maxTags' => 5, 'minConfidence' => 80]],
            'webhookUrl' => 'https://example.com/hook',
        ]));
        same([['espresso'], '0,0,10,10', 'summer'], [$changed->tags, $changed->customCoordinates, $changed->customMetadata->sdkphp_season]);
        foreach ([false, true] as $published) {
            $publish = ['isPublished' => $published, 'includeFileVersions' => true];
            result($ik->updateFileDetails($coffee->fileId, ['publish' => $publish]));
            same($published, delivered($coffee->filePath));
        }
    },
    'changes tags of many files' => function () use ($ik, $upload, &$coffee) {
        $ids = [$coffee->fileId, result($upload('tea.png'))->fileId];
        $tags = fn () => array_map(fn ($id) => result($ik->getFileDetails($id))->tags, $ids);
        same($ids, result($ik->bulkAddTags($ids, ['hot', 'sweet']))->successfullyUpdatedFileIds);
        same([['espresso', 'hot', 'sweet'], ['hot', 'sweet']], $tags());
        same($ids, result($ik->bulkRemoveTags($ids, ['sweet', 'espresso']))->successfullyUpdatedFileIds);
        same($ids, result($ik->bulkRemoveAITags($ids, ['Cup']))->successfullyUpdatedFileIds);
        same([['hot'], ['hot']], $tags());
    },
    'keeps versions' => function () use ($ik, $upload, $versions, $text, $photo) {
        [$first, $second] = [result($upload('latte.png')), result($upload('latte.png', $text('milk')))];
        $id = $first->fileId;
        same($id, $second->fileId);
        same(2, count($versions($id)));
        $old = result($ik->getFileVersionDetails($id, $first->versionInfo->id));
        same(['file-version', strlen($photo)], [$old->type, $old->size]);
        $restored = result($ik->restoreFileVersion(['fileId' => $id, 'versionId' => $first->versionInfo->id]));
        same(['file', [200, $photo]], [$restored->type, download($restored->url)]);
        result($ik->deleteFileVersion($id, $second->versionInfo->id));
        failure(404, $ik->getFileVersionDetails($id, $second->versionInfo->id));
    },
    'copies, moves and renames files' => function () use ($ik, $upload, $versions, $text, $names) {
        [$from, $moved] = [FOLDER . '/mocha.png', FOLDER . '/moved'];
        result($upload('mocha.png'));
        result($upload('mocha.png', $text('chocolate')));
        $copy = ['sourceFilePath' => $from, 'destinationPath' => FOLDER . '/archive', 'includeFileVersions' => true];
        result($ik->copy($copy));
        [$copied] = result($ik->listFiles(['path' => FOLDER . '/archive']));
        same(2, count($versions($copied->fileId)));
        result($ik->move(['sourceFilePath' => $from, 'destinationPath' => $moved]));
        same([false, true], [delivered($from), delivered("$moved/mocha.png")]);
        $rename = ['filePath' => "$moved/mocha.png", 'newFileName' => 'flat-white.png', 'purgeCache' => true];
        $purge = result($ik->rename($rename))->purgeRequestId;
        same(['flat-white.png'], $names(['path' => $moved]));
        completed(fn () => $ik->purgeCacheStatus($purge));
        result($upload('cortado.png', null, ['folder' => $moved]));
        failure(409, $ik->rename(['filePath' => "$moved/cortado.png", 'newFileName' => 'flat-white.png']));
        failure(404, $ik->copy(['sourceFilePath' => FOLDER . '/none.png', 'destinationPath' => FOLDER]));
    },
    'works with folders' => function () use ($ik, $upload, $versions, $text) {
        $done = fn ($job) => completed(fn () => $ik->getBulkJobStatus($job->jobId))->type;
        result($ik->createFolder(['folderName' => 'menu', 'parentFolderPath' => FOLDER]));
        foreach (['small', 'large'] as $cup) {
            result($upload('cup.txt', $text($cup), ['folder' => FOLDER . '/menu']));
        }
        $copy = ['sourceFolderPath' => FOLDER . '/menu', 'destinationPath' => FOLDER . '/copies', 'includeFileVersions' => true];
        same('COPY_FOLDER', $done(result($ik->copyFolder($copy))));
        [$cup] = result($ik->listFiles(['path' => FOLDER . '/copies/menu']));
        same(2, count($versions($cup->fileId)));
        $move = ['sourceFolderPath' => FOLDER . '/menu', 'destinationPath' => FOLDER . '/moved'];
        same('MOVE_FOLDER', $done(result($ik->moveFolder($move))));
        same([false, true], [delivered(FOLDER . '/menu/cup.txt'), delivered(FOLDER . '/moved/menu/cup.txt')]);
        result($ik->deleteFolder(FOLDER . '/moved/menu'));
        check(!delivered(FOLDER . '/moved/menu/cup.txt'), 'deleted');
        same('FOLDER_NOT_FOUND', failure(404, $ik->deleteFolder(FOLDER . '/moved/menu'))->reason);
        failure(404, $ik->getBulkJobStatus('missing'));
    },
    'reads metadata and purges' => function () use ($ik, $photo, &$coffee) {
        $metadata = result($ik->getFileMetaData($coffee->fileId));
        same([600, 400, 'png', strlen($photo)], [$metadata->width, $metadata->height, $metadata->format, $metadata->size]);
        check($metadata == result($ik->getFileMetadataFromRemoteURL($coffee->url)), 'by URL');
        same(0, $ik->pHashDistance($metadata->pHash, $metadata->pHash));
        $purge = result($ik->purgeCache($coffee->url))->requestId;
        completed(fn () => $ik->purgeCacheStatus($purge));
    },
    'builds and signs URLs' => function () use ($upload, $text, $photo, $publicKey, $privateKey, $endpoint, &$coffee) {
        // The SDK drops the port of a URL endpoint, so the endpoint here has no port, and the host of the URLs is replaced later.
        $host = 'http://ik.example.com';
        $ik = new ImageKit($publicKey, $privateKey, str_replace(getenv('MOCK_URL'), $host, $endpoint), 'path', toMock());
        $get = fn ($url) => download(str_replace($host, getenv('MOCK_URL'), $url));
        same([200, $photo], $get($ik->url(['path' => $coffee->filePath])));
        $chain = [['height' => 100, 'width' => 150], ['rotation' => 90]];
        foreach ([
            ['path' => $coffee->filePath],
            ['path' => $coffee->filePath, 'transformationPosition' => 'query', 'queryParameters' => ['v' => '1']],
            ['src' => str_replace(getenv('MOCK_URL'), $host, $coffee->url)],
        ] as $options) {
            $url = $ik->url($options + ['transformation' => $chain]);
            check(str_contains(urldecode($url), 'h-100,w-150:rt-90'), $url);
            same(200, $get($url)[0], $url);
        }
        $secret = result($upload('secret.txt', $text('two sugars'), ['isPrivateFile' => true]));
        same(401, download($secret->url)[0]);
        foreach ([
            [], ['expireSeconds' => 60], ['transformation' => [['width' => 10]]],
            ['transformation' => [['width' => 10]], 'transformationPosition' => 'query'],
        ] as $options) {
            $url = $ik->url($options + ['path' => $secret->filePath, 'signed' => true]);
            same([200, 'two sugars'], $get($url), $url);
            same(401, $get(str_replace('ik-s=', 'ik-s=0', $url))[0]);
        }
    },
    'changes and deletes custom metadata fields' => function () use ($ik, &$season) {
        $change = ['label' => 'Time of year (PHP)', 'schema' => ['type' => 'SingleSelect', 'selectOptions' => ['spring', 'summer']]];
        $changed = result($ik->updateCustomMetadataField($season->id, $change));
        same(['Time of year (PHP)', ['spring', 'summer']], [$changed->label, $changed->schema->selectOptions]);
        result($ik->deleteCustomMetadataField($season->id));
        $listed = fn ($deleted) => in_array($season->id, array_column(result($ik->getCustomMetadataFields($deleted)), 'id'));
        same([false, true], [$listed(false), $listed(true)]);
    },
    'fails with the message of the service' => function () use ($ik, $upload, $publicKey, $endpoint, &$coffee) {
        $stranger = new ImageKit($publicKey, 'private_wrong', $endpoint, 'path', toMock());
        same('Your account cannot be authenticated.', failure(403, $stranger->listFiles())->message);
        $missing = str_repeat('0', 24);
        same('The requested file does not exist.', failure(404, $ik->getFileDetails($missing))->message);
        same([$missing], failure(404, $ik->bulkDeleteFiles([$coffee->fileId, $missing]))->missingFileIds);
        failure(400, $upload('x.png', null, ['customCoordinates' => 'left']));
        control('POST', 'faults', ['operation' => 'getFileDetails', 'kind' => 'rateLimit', 'count' => 1, 'rateLimitReset' => '20ms']);
        $limited = $ik->getFileDetails($coffee->fileId);
        failure(429, $limited);
        check(isset($limited->responseMetadata['headers']['X-RateLimit-Reset']) || isset($limited->responseMetadata['headers']['X-Ratelimit-Reset']), 'header');
    },
    'deletes everything' => function () use ($ik, $names, &$coffee) {
        result($ik->deleteFile($coffee->fileId));
        failure(404, $ik->getFileDetails($coffee->fileId));
        $ids = array_column(result($ik->listFiles(['path' => FOLDER])), 'fileId');
        same($ids, result($ik->bulkDeleteFiles($ids))->successfullyDeletedFileIds);
        result($ik->deleteFolder(FOLDER));
        same([], $names(['path' => FOLDER, 'type' => 'all']));
    },
]);
