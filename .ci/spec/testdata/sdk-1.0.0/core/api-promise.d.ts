export declare class APIPromise<T> extends Promise<T> {}
