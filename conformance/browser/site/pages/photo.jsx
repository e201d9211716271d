import { Image, ImageKitProvider } from '@imagekit/react';

export function Menu() {
  return (
    <ImageKitProvider urlEndpoint="https://ik.imagekit.io/demo">
      <Image src="/menu/coffee.jpg" alt="Coffee" sizes="(min-width: 768px) 50vw, 100vw" transformation={[{ aspectRatio: '4-3' }]} />
    </ImageKitProvider>
  );
}

/** Shows a photograph with attributes that the server has built, which can be signed. */
export function Photo({ attributes, alt }) {
  return <img {...attributes} alt={alt} loading="lazy" />;
}
