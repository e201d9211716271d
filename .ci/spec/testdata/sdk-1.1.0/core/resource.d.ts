export declare abstract class APIResource {
  protected _client: unknown;
}
