use strict;
use warnings;
use ImageKit;

my $imagekit = ImageKit->new(
  document    => 'openapi.yaml',                # or openapi.json, which does not need YAML::XS
  private_key => $ENV{IMAGEKIT_PRIVATE_KEY},
  base_url    => $ENV{IMAGEKIT_BASE_URL},       # for tests; if it is not set, the hosts are those of the document
);
my $file = $imagekit->upload({file => 'coffee.png'},
  {fileName => 'coffee.png', tags => ['coffee', 'summer'], customMetadata => {price => 4.5}});
print "$file->{url}\n";
