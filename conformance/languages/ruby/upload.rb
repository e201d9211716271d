require 'json'
require 'net/http'

uri = URI("#{ENV.fetch('IMAGEKIT_BASE_URL', 'https://upload.imagekit.io')}/api/v1/files/upload")
request = Net::HTTP::Post.new(uri)
request.basic_auth(ENV.fetch('IMAGEKIT_PRIVATE_KEY'), '')
request.set_form([
  ['file', File.open('coffee.png', 'rb')],
  ['fileName', 'coffee.png'],
  ['tags', %w[coffee summer].join(',')],
  ['customMetadata', { price: 4.5 }.to_json]
], 'multipart/form-data')
response = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == 'https') { |http| http.request(request) }
raise "#{response.code}: #{response.body}" unless response.is_a?(Net::HTTPSuccess)

puts JSON.parse(response.body).fetch('url')
