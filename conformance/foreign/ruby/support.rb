# frozen_string_literal: true

# Functions for the scenario: the settings of the mock server that ./run has started, and requests that the SDK cannot make.

require "base64"
require "imagekitio"
require "json"
require "net/http"
require "socket"

MOCK_URL = ENV.fetch("MOCK_URL")
ENDPOINT = ENV.fetch("MOCK_URL_ENDPOINT")
PRIVATE_KEY = ENV.fetch("MOCK_PRIVATE_KEY")
PUBLIC_KEY = ENV.fetch("MOCK_PUBLIC_KEY")
WEBHOOK_SECRET = ENV.fetch("MOCK_WEBHOOK_SECRET")
PHOTO_PATH = Pathname(__dir__) / "../../../examples/demo/coffee.png"
PHOTO = PHOTO_PATH.binread

def check(holds, what = "check")
  raise "failed: #{what}" unless holds
end

def same(want, got, what = "value")
  check(want == got, "#{what} is #{got.inspect[0, 300]}, want #{want.inspect[0, 300]}")
end

# Returns the error of the block, which must be of the given kind.
def failure(kind)
  yield
  raise "no #{kind}"
rescue kind => e
  e
end

# Returns status and body of the response for a URL.
def download(url)
  response = Net::HTTP.get_response(URI(url))
  [response.code.to_i, response.body.b]
end

def delivered(path) = download(ENDPOINT + path)[0] == 200

# Sends a request to a control endpoint of the mock server.
def control(method, path, body = nil)
  uri = URI("#{MOCK_URL}/_mock/#{path}")
  request = Net::HTTPGenericRequest.new(method, !body.nil?, true, uri, {"Content-Type" => "application/json"})
  request.body = JSON.generate(body) if body
  response = Net::HTTP.start(uri.host, uri.port) { |http| http.request(request) }
  check(response.code.to_i < 300, "#{method} #{path}: #{response.code}")
end

# Polls a status until it is Completed, for at most ten seconds.
def completed
  limit = Time.now + 10
  loop do
    job = yield
    return job if job.status.to_s == "Completed"
    check(Time.now < limit, "still #{job}")
    sleep(0.02)
  end
end

# Returns the headers and bodies of the webhooks that the mock server sends because of the block.
def webhooks(events, &act)
  server = TCPServer.new("127.0.0.1", 0)
  received = []
  receiver = Thread.new { loop { received << receive(server.accept) } }
  url = "http://127.0.0.1:#{server.addr[1]}/"
  control("PUT", "webhooks/target", {url: url, secret: WEBHOOK_SECRET, events: events})
  act.call
  control("GET", "webhooks?wait=true") # waits until all webhooks are sent
  received
ensure
  control("DELETE", "webhooks/target")
  receiver&.kill
  server&.close
end

def receive(connection)
  connection.gets
  headers = {}
  while (line = connection.gets.chomp) != ""
    name, value = line.split(": ", 2)
    headers[name.downcase] = value
  end
  body = connection.read(headers["content-length"].to_i)
  connection.write("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
  [headers, body]
ensure
  connection.close
end

# Returns the token that a server makes for a browser which may upload exactly these fields.
def json_web_token(fields)
  encode = ->(text) { Base64.urlsafe_encode64(text, padding: false) }
  now = Time.now.to_i
  header = {alg: "HS256", typ: "JWT", kid: PUBLIC_KEY}
  text = [header, fields.merge(iat: now, exp: now + 600)].map { |part| encode.call(JSON.generate(part)) }.join(".")
  "#{text}.#{encode.call(OpenSSL::HMAC.digest('SHA256', PRIVATE_KEY, text))}"
end

$passed = 0

# Runs a step. The program ends after the first step that fails.
def step(name)
  yield
  $passed += 1
  puts "ok - #{name}"
rescue StandardError => e
  puts "not ok - #{name}: #{e.full_message(highlight: false)}", "#{$passed} passed, 1 failed"
  exit(1)
end
