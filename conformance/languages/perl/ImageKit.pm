# A client of ImageKit that reads the OpenAPI document at run time. It needs OpenAPI::Client, and YAML::XS for a
# document in YAML: the Debian packages libopenapi-client-perl and libyaml-libyaml-perl.
#
#   my $imagekit = ImageKit->new(document => 'openapi.json', private_key => $ENV{IMAGEKIT_PRIVATE_KEY});
#   my $file = $imagekit->upload({file => 'coffee.png'}, {fileName => 'coffee.png', tags => ['coffee']});
#   my $files = $imagekit->call(listFiles => {tags => ['coffee', 'summer'], limit => 10});
package ImageKit;
use Mojo::Base -base, -signatures;
use JSON::Validator;
use Mojo::JSON qw(to_json);
use OpenAPI::Client;

has [qw(document private_key base_url)];    # base_url replaces both hosts of the document, for tests
has client => sub ($self) {

  # JSON::Validator downloads the metaschema of OpenAPI 3.1 if it is not in the store. An empty one stands in for it:
  # requests are validated against the document, but the document itself is not validated.
  my $validator = JSON::Validator->new;
  $validator->store->add('https://spec.openapis.org/oas/3.1/schema/2021-05-20' => {});
  my $schema = $validator->schema($self->document)->schema;
  $schema->coerce({});    # otherwise, numbers become text if both are allowed
  my $client = OpenAPI::Client->new($schema);
  $client->base_url(Mojo::URL->new($self->base_url)) if $self->base_url;
  $client->base_url->userinfo($self->private_key . ':');
  $client->ua->inactivity_timeout(300)->transactor->add_generator(upload => sub { $self->_write_form(@_) });
  return $client;
};

# Calls an operation, and returns the decoded body of the response, or undef if it has none. The parameters are those of
# the path and the query, and "body". If the document does not allow them, nothing is sent. Then, and if the response is
# not a success, it dies with an ImageKit::Error. Lists in the query are joined by commas.
sub call ($self, $operation, $parameters = {}, @content) {
  my %joined = map { ref $parameters->{$_} eq 'ARRAY' ? ($_ => join ',', @{$parameters->{$_}}) : () } keys %$parameters;
  my $tx = $self->client->call($operation, {%$parameters, %joined}, @content);
  my ($body, $error, %error) = ($tx->res->json, $tx->error, operation => $operation);
  $error ||= {message => 'The response is not JSON', code => $tx->res->code} if length $tx->res->body && !defined $body;
  return $body unless $error;
  die ImageKit::Error->new(%error, message => join '; ', map {"$_->{path}: $_->{message}"} @{$body->{errors}})
    if $error->{message} eq 'Invalid input';
  $error{message} = ref $body eq 'HASH' && $body->{message} || $error->{message};
  die ImageKit::Error->new(%error, status => $error->{code}, body => $body);
}

# Uploads a file: {file => PATH}, {content => BYTES}, or text with a URL or base64. The other fields are Perl data.
sub upload ($self, $file, $fields, $operation = 'upload') {
  local $self->{file} = $file;
  return $self->call($operation, {}, upload => {%$fields, file => 'the validator expects text'});
}

# Writes the fields, which have been validated, to a form as the document says: as JSON or joined by commas.
sub _write_form ($self, $transactor, $tx, $fields) {
  my ($url, $schema, $file) = ($tx->req->url, $self->client->validator, $self->{file});
  my $path     = $url->path->to_route;
  my $encoding = $schema->get([paths => $path, qw(post requestBody content multipart/form-data encoding)]);
  $url->host(Mojo::URL->new($schema->get([paths => $path, qw(servers 0 url)]))->host) unless $self->base_url;
  my %form;
  while (my ($name, $value) = each %$fields) {
    my $is_list = ref $value eq 'ARRAY' && ($encoding->{$name}{contentType} // '') ne 'application/json';
    $form{$name} = $is_list ? join(',', @$value) : ref $value ? to_json($value) : $value;
  }
  $form{file} = ref $file ? {filename => $fields->{fileName}, %$file} : $file;
  $tx->req->headers->content_type('multipart/form-data');
  $transactor->generators->{form}->($transactor, $tx, \%form);
}

# An error. status is that of the response; it is undef if there is none. body is the decoded body, if it is JSON.
package ImageKit::Error;
use Mojo::Base -base, -signatures;
has [qw(operation status message body)];
use overload fallback => 1, '""' => sub ($self, @) {
  return join ': ', grep {$_} map { $self->$_ } qw(operation status message);
};

1;
