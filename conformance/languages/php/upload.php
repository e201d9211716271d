<?php

$request = curl_init((getenv('IMAGEKIT_BASE_URL') ?: 'https://upload.imagekit.io') . '/api/v1/files/upload');
curl_setopt_array($request, [
    CURLOPT_USERPWD => getenv('IMAGEKIT_PRIVATE_KEY') . ':',
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POSTFIELDS => [
        'file' => new CURLFile('coffee.png'),
        'fileName' => 'coffee.png',
        'tags' => implode(',', ['coffee', 'summer']),
        'customMetadata' => json_encode(['price' => 4.5]),
    ],
]);
$body = curl_exec($request);
if (curl_getinfo($request, CURLINFO_RESPONSE_CODE) !== 200) {
    throw new RuntimeException('upload failed: ' . ($body ?: curl_error($request)));
}
echo json_decode($body)->url, "\n";
