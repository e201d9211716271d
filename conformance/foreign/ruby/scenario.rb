# frozen_string_literal: true

# Tests the vendor's SDK for Ruby with the mock server. The steps depend on each other.

require_relative "support"

include Imagekitio::Errors

# Requests that have several forms are models: this version of the SDK does not translate the names in a hash there.
Details = Imagekitio::Models::UpdateFileRequest::UpdateFileDetails
Publication = Imagekitio::Models::UpdateFileRequest::ChangePublicationStatus
Origin = Imagekitio::Models::Accounts::OriginRequest

FOLDER = "/sdk-ruby"
MISSING = "0" * 24
# Only the base URL differs from a program that uses the service.
OPTIONS = {private_key: PRIVATE_KEY, base_url: MOCK_URL, webhook_secret: WEBHOOK_SECRET}.freeze
IK = Imagekitio::Client.new(**OPTIONS, max_retries: 0)
WITHOUT_KEY = {extra_headers: {"authorization" => nil}}.freeze # like a browser, which must not have the key

def upload(name, file = PHOTO_PATH, **more)
  file = Imagekitio::FilePart.new(StringIO.new(file), filename: name) if file.is_a?(String)
  IK.files.upload(file: file, file_name: name, folder: FOLDER, use_unique_file_name: false, **more)
end

def names(**query) = IK.assets.list(**query).map(&:name)
def versions(id) = IK.files.versions.list(id)

season = coffee = nil

step "creates custom metadata fields" do
  schema = {type: :SingleSelect, select_options: ["summer", "winter"]}
  season = IK.custom_metadata_fields.create(name: "sdkrb_season", label: "Season (Ruby)", schema: schema)
  same(["sdkrb_season", :SingleSelect], [season.name, season.schema.type])
  check(IK.custom_metadata_fields.list.map(&:id).include?(season.id), "listed")
  failure(BadRequestError) do
    IK.custom_metadata_fields.create(name: "sdkrb_season", label: "Another label (Ruby)", schema: {type: :Text})
  end
end

step "uploads with all fields" do
  coffee = upload(
    "coffee.png",
    tags: ["drink", "hot"],
    description: "A cup.",
    custom_coordinates: "10,10,200,150",
    custom_metadata: {sdkrb_season: "winter"},
    is_private_file: false,
    is_published: true,
    overwrite_file: true,
    overwrite_tags: true,
    overwrite_ai_tags: true,
    overwrite_custom_metadata: true,
    # These are the names of the API: this version of the SDK does not translate names in uploads.
    extensions: [{name: :"google-auto-tagging", maxTags: 5, minConfidence: 80}, {name: :"ai-auto-description"}],
    webhook_url: "https://example.com/hook",
    transformation: {pre: "w-600", post: [{type: :transformation, value: "w-100"}]},
    response_fields: [:tags, :customCoordinates, :isPrivateFile, :isPublished, :customMetadata, :metadata]
  )
  same("#{FOLDER}/coffee.png", coffee.file_path)
  same(["image", 600, 400, PHOTO.bytesize], [coffee.file_type, coffee.width, coffee.height, coffee.size])
  same([["drink", "hot"], "A cup."], [coffee.tags, coffee.description])
  same({sdkrb_season: "winter"}, coffee.custom_metadata)
  same(["10,10,200,150", false, true], [coffee.custom_coordinates, coffee.is_private_file, coffee.is_published])
  same("png", coffee.metadata.format_)
  same(:pending, coffee.extension_status.google_auto_tagging)
  same([200, PHOTO], download(coffee.url))
end

step "uploads all sources" do
  {
    path: PHOTO_PATH,
    bytes: Imagekitio::FilePart.new(StringIO.new(PHOTO), filename: "photo.png", content_type: "image/png"),
    # A part that is text must have no file name.
    base64: Imagekitio::FilePart.new(Base64.strict_encode64(PHOTO), content_type: "text/plain"),
    url: Imagekitio::FilePart.new(coffee.url, content_type: "text/plain")
  }.each do |source, file|
    more = {folder: "#{FOLDER}/sources", tags: ["drink", "copy"], use_unique_file_name: true}
    stored = upload("#{source}.png", file, **more)
    check(stored.name.match?(/\A#{source}_\w+\.png\z/), stored.name)
    same([200, PHOTO], download(stored.url), source)
  end
end

step "uploads without the key" do
  auth = IK.helper.get_authentication_parameters
  body = {file: PHOTO_PATH, file_name: "browser.png", public_key: PUBLIC_KEY, **auth.transform_keys(&:to_sym)}
  stored = IK.files.upload(**body, request_options: WITHOUT_KEY)
  same(PHOTO.bytesize, IK.files.get(stored.file_id).size)
  again = failure(BadRequestError) { IK.files.upload(**body, request_options: WITHOUT_KEY) }
  check(again.body[:message].include?("token"), again.body[:message])

  v2 = IK.beta.v2.files
  fields = {fileName: "v2 of Ruby.png", folder: FOLDER, tags: "drink,hot", useUniqueFileName: "false"}
  body = {
    file: PHOTO_PATH, file_name: "v2 of Ruby.png", folder: FOLDER, tags: ["drink", "hot"], use_unique_file_name: false
  }
  stored = v2.upload(**body, token: json_web_token(fields), request_options: WITHOUT_KEY)
  same("#{FOLDER}/v2 of Ruby.png", stored.file_path)
  failure(BadRequestError) do
    v2.upload(**body, token: json_web_token(fields.merge(tags: "cold")), request_options: WITHOUT_KEY)
  end
  same(stored.file_id, v2.upload(**body).file_id)
end

step "refuses a file that fails a check" do
  upload("checked.png", checks: '"file.size" < "2mb"')
  failure(BadRequestError) { upload("big.png", checks: '"file.size" < "1kb"') }
  same([true, false], [delivered("#{FOLDER}/checked.png"), delivered("#{FOLDER}/big.png")])
end

step "lists and searches" do
  stems = ->(**query) { names(**query).map { |name| name.sub(/_\w+/, "") } }
  path = "#{FOLDER}/sources"
  same(["base64.png", "bytes.png", "path.png", "url.png"], stems.call(path: path, sort: :ASC_NAME))
  same(["path.png", "bytes.png"], stems.call(path: path, sort: :DESC_NAME, skip: 1, limit: 2))
  same([], stems.call(path: path, file_type: :"non-image"))
  same(["sources"], names(path: FOLDER, type: :folder))
  search = "path : \"#{FOLDER}\" AND tags IN [\"drink\"] AND \"customMetadata.sdkrb_season\" = \"winter\" AND createdAt > \"1h\""
  same(["coffee.png"], names(search_query: search))
  failure(BadRequestError) { IK.assets.list(search_query: "tags IN [") }
end

step "changes details" do
  details = IK.files.get(coffee.file_id)
  same([:file, coffee.file_path, "image/png", "A cup."], [details.type, details.file_path, details.mime, details.description])
  check(details.created_at.is_a?(Time), "createdAt is decoded")
  update = ->(**change) { IK.files.update(coffee.file_id, update_file_request: Details.new(**change)) }
  changed = update.call(
    tags: ["espresso"],
    custom_coordinates: "0,0,10,10",
    custom_metadata: {sdkrb_season: "summer"},
    description: "A small cup.",
    extensions: [{name: :"google-auto-tagging", max_tags: 5, min_confidence: 80}],
    remove_ai_tags: :all,
    webhook_url: "https://example.com/hook"
  )
  same([["espresso"], "0,0,10,10", "A small cup."], [changed.tags, changed.custom_coordinates, changed.description])
  same([{sdkrb_season: "summer"}, :pending], [changed.custom_metadata, changed.extension_status.google_auto_tagging])
  removed = update.call(tags: nil, custom_coordinates: nil, custom_metadata: {sdkrb_season: nil})
  same([nil, nil, {}], [removed.tags, removed.custom_coordinates, removed.custom_metadata])
  [false, true].each do |published|
    publish = Publication.new(publish: {is_published: published, include_file_versions: true})
    IK.files.update(coffee.file_id, update_file_request: publish)
    same(published, delivered(coffee.file_path))
  end
end

step "changes tags of many files" do
  ids = [coffee.file_id, upload("tea.png").file_id]
  tags = -> { ids.map { |id| IK.files.get(id).tags } }
  same(ids, IK.files.bulk.add_tags(file_ids: ids, tags: ["hot", "sweet"]).successfully_updated_file_ids)
  same([["hot", "sweet"]] * 2, tags.call)
  same(ids, IK.files.bulk.remove_tags(file_ids: ids, tags: ["sweet"]).successfully_updated_file_ids)
  same(ids, IK.files.bulk.remove_ai_tags(file_ids: ids, ai_tags: ["Cup"]).successfully_updated_file_ids)
  same([["hot"]] * 2, tags.call)
end

step "keeps versions" do
  first = upload("latte.png")
  second = upload("latte.png", "milk")
  id = first.file_id
  same(id, second.file_id)
  same([:file, :"file-version"], versions(id).map(&:type).sort)
  old = IK.files.versions.get(first.version_info.id, file_id: id)
  same([:"file-version", PHOTO.bytesize], [old.type, old.size])
  restored = IK.files.versions.restore(first.version_info.id, file_id: id)
  same([:file, [200, PHOTO]], [restored.type, download(restored.url)])
  IK.files.versions.delete(second.version_info.id, file_id: id)
  failure(NotFoundError) { IK.files.versions.get(second.version_info.id, file_id: id) }
end

step "copies, moves and renames files" do
  from = "#{FOLDER}/mocha.png"
  to = "#{FOLDER}/moved"
  upload("mocha.png")
  upload("mocha.png", "chocolate")
  IK.files.copy(source_file_path: from, destination_path: "#{FOLDER}/archive", include_file_versions: true)
  same(2, versions(IK.assets.list(path: "#{FOLDER}/archive").first.file_id).length)
  IK.files.move(source_file_path: from, destination_path: to)
  same([false, true], [delivered(from), delivered("#{to}/mocha.png")])
  purge = IK.files.rename(file_path: "#{to}/mocha.png", new_file_name: "flat-white.png", purge_cache: true).purge_request_id
  same(["flat-white.png"], names(path: to))
  completed { IK.cache.invalidation.get(purge) }
  upload("cortado.png", folder: to)
  failure(ConflictError) { IK.files.rename(file_path: "#{to}/cortado.png", new_file_name: "flat-white.png") }
  failure(NotFoundError) { IK.files.copy(source_file_path: "#{FOLDER}/none.png", destination_path: FOLDER) }
end

step "works with folders" do
  done = ->(job) { completed { IK.folders.job.get(job.job_id) } }
  menu = "#{FOLDER}/menu"
  moved = "#{FOLDER}/moved"
  IK.folders.create(folder_name: "menu", parent_folder_path: FOLDER)
  ["small", "large"].each { |cup| upload("cup.txt", cup, folder: menu) }
  copy = {source_folder_path: menu, destination_path: "#{FOLDER}/copies", include_versions: true}
  same(:COPY_FOLDER, done.call(IK.folders.copy(**copy)).type)
  same(2, versions(IK.assets.list(path: "#{FOLDER}/copies/menu").first.file_id).length)
  same(:MOVE_FOLDER, done.call(IK.folders.move(source_folder_path: menu, destination_path: moved)).type)
  same([false, true], [delivered("#{menu}/cup.txt"), delivered("#{moved}/menu/cup.txt")])
  rename = {folder_path: "#{moved}/menu", new_folder_name: "drinks", purge_cache: true}
  renamed = done.call(IK.folders.rename(**rename))
  same(:RENAME_FOLDER, renamed.type)
  completed { IK.cache.invalidation.get(renamed.purge_request_id) }
  IK.folders.delete(folder_path: "#{moved}/drinks")
  check(!delivered("#{moved}/drinks/cup.txt"), "deleted")
  error = failure(NotFoundError) { IK.folders.delete(folder_path: "#{moved}/drinks") }
  same("FOLDER_NOT_FOUND", error.body[:reason])
  failure(NotFoundError) { IK.folders.job.get("missing") }
end

step "reads metadata and purges" do
  metadata = IK.files.metadata.get(coffee.file_id)
  same([600, 400, "png", PHOTO.bytesize], [metadata.width, metadata.height, metadata.format_, metadata.size])
  check(metadata.p_hash.match?(/\A[0-9a-f]{16}\z/), metadata.p_hash)
  same(metadata, IK.files.metadata.get_from_url(url: coffee.url))
  purge = IK.cache.invalidation.create(url: coffee.url).request_id
  completed { IK.cache.invalidation.get(purge) }
end

step "builds and signs URLs" do
  url = ->(**options) { IK.helper.build_url(Imagekitio::Models::SrcOptions.new(url_endpoint: ENDPOINT, **options)) }
  same(coffee.url, url.call(src: coffee.file_path))
  chain = [
    Imagekitio::Models::Transformation.new(height: 100, width: 150), Imagekitio::Models::Transformation.new(rotation: 90)
  ]
  text = IK.helper.build_transformation_string(chain)
  [
    {src: coffee.file_path, query_parameters: {"v" => "1"}},
    {src: coffee.file_path, transformation_position: :path},
    {src: coffee.url}
  ].each do |options|
    transformed = url.call(**options, transformation: chain)
    check(transformed.include?(text), transformed)
    same(200, download(transformed)[0], transformed)
  end

  secret = upload("Käse & Brot 日本.txt", "two sugars", is_private_file: true)
  same(401, download(secret.url)[0])
  small = [Imagekitio::Models::Transformation.new(width: 10)]
  [
    {signed: true}, {expires_in: 60}, {expires_in: 60, query_parameters: {"v" => "1"}},
    {signed: true, transformation: small}, {signed: true, transformation: small, transformation_position: :path}
  ].each do |options|
    signed = url.call(src: secret.file_path, **options)
    same([200, "two sugars"], download(signed), signed)
    same(401, download(signed.sub("ik-s=", "ik-s=0"))[0])
  end
end

step "manages saved extensions" do
  config = {name: :"remove-bg", options: {bg_color: "white"}}
  saved = IK.saved_extensions.create(name: "White (Ruby)", description: "Puts products on white.", config: config)
  same(saved, IK.saved_extensions.get(saved.id))
  same("On white (Ruby)", IK.saved_extensions.update(saved.id, name: "On white (Ruby)").name)
  check(IK.saved_extensions.list.map(&:id).include?(saved.id), "listed")
  upload("product.png", extensions: [{name: :"saved-extension", id: saved.id}])
  IK.saved_extensions.delete(saved.id)
  failure(NotFoundError) { IK.saved_extensions.get(saved.id) }
end

step "manages origins and URL endpoints" do
  origins = IK.accounts.origins
  endpoints = IK.accounts.url_endpoints
  bucket = Origin::S3.new(name: "Products Ruby", bucket: "products", access_key: "AKIAEXAMPLE", secret_key: "s")
  origin = origins.create(origin_request: bucket)
  same([:S3, "products"], [origin.type, origin.bucket])
  same(origin, origins.get(origin.id))
  check(origins.list.map(&:id).include?(origin.id), "listed")
  shop = Origin::WebFolder.new(name: "Shop Ruby", base_url: "https://shop.example.com/images")
  same([origin.id, :WEB_FOLDER], origins.update(origin.id, origin_request: shop).then { |o| [o.id, o.type] })
  request = {description: "Shop Ruby", url_prefix: "shoprb", origins: [origin.id], url_rewriter: {type: :AKAMAI}}
  endpoint = endpoints.create(**request)
  same(["shoprb", :AKAMAI], [endpoint.url_prefix, endpoint.url_rewriter.type])
  same(endpoint, endpoints.get(endpoint.id))
  check(endpoints.list.map(&:id).include?(endpoint.id), "listed")
  failure(ConflictError) { origins.delete(origin.id) }
  same("Nothing (Ruby)", endpoints.update(endpoint.id, description: "Nothing (Ruby)", url_prefix: "shoprb").description)
  endpoints.delete(endpoint.id)
  failure(NotFoundError) { endpoints.get(endpoint.id) }
  origins.delete(origin.id)
  failure(NotFoundError) { origins.get(origin.id) }
end

step "reads usage" do
  today = Time.now.utc.to_date
  usage = IK.accounts.usage.get(start_date: today - 1, end_date: today + 1)
  check(usage.media_library_storage_bytes >= PHOTO.bytesize && usage.bandwidth_bytes >= PHOTO.bytesize, usage.to_s)
  failure(BadRequestError) { IK.accounts.usage.get(start_date: today, end_date: today - 1) }
end

step "verifies webhooks" do
  id = nil
  received = webhooks(["file.created", "file.deleted"]) do
    id = upload("short-lived.png").file_id
    IK.files.delete(id)
  end
  events = received.map { |headers, body| IK.webhooks.unwrap(body, headers: headers) }
  same([[:"file.created", id], [:"file.deleted", id]], events.map { |event| [event.type, event.data.file_id] })
  headers, body = received.first
  failure(StandardWebhooks::WebhookVerificationError) { IK.webhooks.unwrap(body.sub(id, "other"), headers: headers) }
  failure(StandardWebhooks::WebhookVerificationError) { IK.webhooks.unwrap(body, headers: headers, key: "whsec_other") }
end

step "changes and deletes custom metadata fields" do
  change = {label: "Time of year (Ruby)", schema: {select_options: ["spring", "summer"]}}
  changed = IK.custom_metadata_fields.update(season.id, **change)
  same(["Time of year (Ruby)", ["spring", "summer"]], [changed.label, changed.schema.select_options])
  IK.custom_metadata_fields.delete(season.id)
  listed = [false, true].map { |deleted| IK.custom_metadata_fields.list(include_deleted: deleted).map(&:id).include?(season.id) }
  same([false, true], listed)
end

step "fails with the message of the service" do
  stranger = Imagekitio::Client.new(**OPTIONS, private_key: "private_wrong", max_retries: 0)
  error = failure(PermissionDeniedError) { stranger.assets.list }
  same("Your account cannot be authenticated.", error.body[:message])
  check(error.headers["x-ik-requestid"], "request id")
  failure(AuthenticationError) { IK.assets.list(request_options: WITHOUT_KEY) }
  error = failure(NotFoundError) { IK.files.get(MISSING) }
  same("The requested file does not exist.", error.body[:message])
  error = failure(NotFoundError) { IK.files.bulk.delete(file_ids: [coffee.file_id, MISSING]) }
  same([MISSING], error.body[:missingFileIds])
  failure(BadRequestError) { upload("x.png", custom_coordinates: "left") }
end

step "tries again" do
  limited = {operation: "getFileDetails", kind: "rateLimit", count: 1, rateLimitReset: "20ms"}
  control("POST", "faults", limited)
  failure(RateLimitError) { IK.files.get(coffee.file_id) }
  unavailable = {operation: "getFileDetails", kind: "status", status: 503, count: 1}
  reset = {operation: "getFileDetails", kind: "resetBeforeBody", count: 1}
  [limited, unavailable, reset].each do |fault|
    control("POST", "faults", fault)
    same(coffee.file_id, IK.files.get(coffee.file_id, request_options: {max_retries: 1}).file_id)
  end
end

step "deletes everything" do
  IK.files.delete(coffee.file_id)
  failure(NotFoundError) { IK.files.get(coffee.file_id) }
  ids = IK.assets.list(path: FOLDER).map(&:file_id)
  same(ids, IK.files.bulk.delete(file_ids: ids).successfully_deleted_file_ids)
  IK.folders.delete(folder_path: FOLDER)
  same([], names(path: FOLDER, type: :all))
end

puts "#{$passed} passed, 0 failed"
