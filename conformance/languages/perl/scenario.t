# Calls operations of the mock server that the Go test in the folder above has started.
use Mojo::Base -strict, -signatures;
use ImageKit;
use Mojo::File qw(curfile);
use Mojo::JSON qw(false true);
use Test::More;

my $root     = curfile->dirname->dirname->dirname->dirname;
my $photo    = $root->child('examples/demo/coffee.png');
my @settings = (document => "$root/openapi.yaml", base_url => $ENV{MOCK_URL});
my $imagekit = ImageKit->new(@settings, private_key => $ENV{MOCK_PRIVATE_KEY});
my $missing  = '0' x 24;

# Validates the body of each response against the document, and counts the requests that are sent.
# validate_response of JSON::Validator 5.14 does not do this for responses whose definition is a reference.
my ($sent, $status) = (0);
our $is_valid = 1;    # the responses are valid
$imagekit->client->on(
  after_build_tx => sub ($client, $tx) {
    my $document = $client->validator;
    my ($route) = grep { $_->{operation_id} eq $tx->req->env->{operationId} } $document->routes->each;
    $tx->on(finish => sub ($tx) {
      $sent++;
      $status = $tx->res->code;
      return unless $is_valid;
      my @place      = (paths => @$route{qw(path method)}, responses => $status);
      my $definition = $document->get([@place]);
      my $schema     = $document->get([@place, qw(content application/json schema)]);
      my $is_empty   = $tx->res->body =~ /^(\{\})?$/;    # the service may send {} instead of nothing
      ok $definition && ($schema xor $is_empty), "$route->{operation_id} has a response with status $status";
      is_deeply [$document->validate($tx->res->json, $schema)], [], 'and its body is valid' if $schema;
    });
  }
);

# Returns the error of a call, which must fail.
sub error_of ($operation, @arguments) {
  my $result = eval { $imagekit->call($operation, @arguments); 1 };
  ok !$result, "$operation fails";
  isa_ok $@, 'ImageKit::Error';
  return $@;
}

is scalar($imagekit->client->validator->routes->each), 59, 'operations in the document';

subtest 'uploads' => sub {
  my %price = (name => 'price', label => 'Price', schema => {type => 'Number', minValue => 0});
  my $field = $imagekit->call(createCustomMetadataField => {body => \%price});
  is $status, 201;
  is $field->{schema}{minValue}, 0;
  my %fields = (
    fileName          => 'käffee.png',
    folder            => '/menu',
    useUniqueFileName => false,
    tags              => ['coffee', 'süß'],
    customMetadata    => {price => 4.5},
    extensions        => [{name => 'google-auto-tagging', maxTags => 5, minConfidence => 80}],
    transformation    => {post => [{type => 'transformation', value => 'w-100'}]},
    responseFields    => ['tags', 'customMetadata'],
  );
  my $file = $imagekit->upload({file => "$photo"}, \%fields);
  is $status, 200;
  is_deeply $file->{tags}, ['coffee', 'süß'], 'tags';
  is_deeply $file->{customMetadata}, {price => 4.5}, 'custom metadata';
  is $file->{extensionStatus}{'google-auto-tagging'}, 'pending', 'extensions';
  is $file->{size}, -s "$photo", 'size';
  is $imagekit->client->ua->get($file->{url})->res->body, $photo->slurp, 'bytes';

  my $second = $imagekit->upload({content => "\x00\xff"}, {fileName => 'b.bin', isPrivateFile => true}, 'uploadV2');
  is $imagekit->call(getFileDetails => {fileId => $second->{fileId}})->{isPrivateFile}, true, 'a boolean';
  my $base64 = $imagekit->upload('aGVsbG8=', {fileName => 'hello.txt'});
  is $base64->{size}, 5, 'base64';
  my $video = "\0\0\0\x18ftypisom\0\0\0\0isommp42";
  $imagekit->upload({content => $video}, {fileName => 'pour.mp4', transformation => {pre => 'w-100'}});
  is $status, 202, 'a video with a pre-transformation is accepted only';
};

subtest 'lists and changes files' => sub {
  my ($file, @others) = @{$imagekit->call(listFiles => {tags => ['tea', 'coffee'], limit => 10})};
  is_deeply \@others, [];
  is $file->{name}, 'käffee.png';
  my %id = (fileId => $file->{fileId});
  my $details = $imagekit->call(getFileDetails => \%id);
  is $details->{mime}, 'image/png', 'details';
  my $document = $imagekit->client->validator;
  my $schema   = $document->get(
    [paths => '/v1/files/{fileId}/details', get => responses => 200, qw(content application/json schema)]);
  like join(' ', $document->validate({%$details, size => 'big'}, $schema)), qr{^/size: .*Expected integer - got string},
    'a wrong response is found';
  my %nothing = (tags => undef, customCoordinates => undef, customMetadata => {price => undef});
  my $changed = $imagekit->call(updateFileDetails => {fileId => $file->{fileId}, body => \%nothing});
  is $changed->{tags}, undef, 'null removes the tags';
  is_deeply $changed->{customMetadata}, {}, 'null removes a value of custom metadata';

  my $other = $imagekit->upload({content => 'x'}, {fileName => 'other.txt'});
  my @ids   = ($file->{fileId}, $other->{fileId});
  my $added = $imagekit->call(bulkAddTags => {body => {fileIds => \@ids, tags => ['hot']}});
  is_deeply $added->{successfullyUpdatedFileIds}, \@ids, 'bulk';
  $imagekit->call(updateFileDetails => {%id, body => {tags => ['x' x 495]}});
  my $partly = $imagekit->call(bulkAddTags => {body => {fileIds => \@ids, tags => ['too much']}});
  is $status, 207, 'one of the files could not be changed';
  is $partly->{errors}[0]{fileId}, $file->{fileId};
  is $imagekit->call(deleteFile => {fileId => $other->{fileId}}), undef, 'a response without a body';
  is $status, 204;
};

subtest 'folders and settings' => sub {
  $imagekit->call(createFolder => {body => {folderName => 'drinks', parentFolderPath => '/'}});
  is $status, 201;
  my $job = $imagekit->call(renameFolder => {body => {folderPath => '/drinks', newFolderName => 'beverages'}});
  is $status, 202;
  is $imagekit->call(getBulkJobStatus => {jobId => $job->{jobId}})->{type}, 'RENAME_FOLDER';
  is $imagekit->call(deleteFolder => {body => {folderPath => '/beverages'}}), undef, 'DELETE with a body';
  is $status, 204;
  my %bucket = (type => 'S3', name => 'Products', bucket => 'products', accessKey => 'a', secretKey => 's');
  my $origin = $imagekit->call(createOrigin => {body => \%bucket});
  is $imagekit->call(getOrigin => {id => $origin->{id}})->{bucket}, 'products', 'one of several types';
  is @{$imagekit->call('listOrigins')}, 1;
};

subtest 'errors of the service' => sub {
  for my $code (200, 502) {
    local $is_valid = 0;
    my $fault = {operation => 'listFiles', kind => 'html', status => $code, count => 1};
    is $imagekit->client->ua->post("$ENV{MOCK_URL}/_mock/faults", json => $fault)->res->code, 201;
    my $error = error_of('listFiles');
    is $error->status, $code;
    is $error->message, $code == 200 ? 'The response is not JSON' : 'Bad Gateway', 'a page of a proxy';
  }
  my $error = error_of(getFileDetails => {fileId => $missing});
  is $error->status, 404;
  is $error->message, 'The requested file does not exist.';
  is "$error", 'getFileDetails: 404: The requested file does not exist.';
  is_deeply error_of(bulkDeleteFiles => {body => {fileIds => [$missing]}})->body->{missingFileIds}, [$missing];
  my $key = $imagekit->client->base_url->userinfo;
  $imagekit->client->base_url->userinfo("private_wrong:");
  is error_of('listFiles')->status, 403, 'a wrong key';
  $imagekit->client->base_url->userinfo($key);
};

subtest 'mistakes that are found before a request is sent' => sub {
  my $before = $sent;
  for my $case (
    [listFiles         => {sort => 'NEWEST'}, qr{^/sort: Not in enum list}],
    [listFiles         => {limit => 1001}, qr{^/limit: 1001 > maximum}],
    [getUsage          => {startDate => '2026-01-01'}, qr{^/endDate: Missing property}],
    [copyFile          => {body => {destinationPath => '/x'}}, qr{^/body/sourceFilePath: Missing property}],
    [updateFileDetails => {fileId => $missing, body => {tags => 'a,b'}}, qr{^/body}],
    [upload => {}, qr{^/body/fileName: Missing property}, upload => {file => 'x'}],
    [upload => {}, qr{^/body/responseFields}, upload => {file => 'x', fileName => 'x', responseFields => ['colour']}],
    [upload => {}, qr{^/body/customMetadata}, upload => {file => 'x', fileName => 'x', customMetadata => 'price'}],
  ) {
    my ($operation, $parameters, $message, @content) = @$case;
    my $error = error_of($operation => $parameters, @content);
    ok !$error->status, 'no status';
    like $error->message, $message;
  }
  is $sent, $before, 'nothing was sent';
};

subtest 'hosts of the document' => sub {
  my $service = ImageKit->new(@settings, base_url => undef, private_key => 'private_x');
  my @urls;
  $service->client->ua->on(
    start => sub ($ua, $tx) {
      push @urls, $tx->req->url->to_string;
      $tx->req->url->scheme('http')->host('127.0.0.1')->port(1);    # nothing listens there
    }
  );
  eval { $service->call('listFiles') };
  is "$@", 'listFiles: Connection refused', 'an error without a response';
  eval { $service->upload('x', {fileName => 'x'}) };
  is_deeply \@urls, ['https://api.imagekit.io/v1/files', 'https://upload.imagekit.io/api/v1/files/upload'];
};

done_testing;
