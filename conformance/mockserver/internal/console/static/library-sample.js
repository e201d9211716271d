// @ts-check
// A picture for those who have none at hand, drawn in the browser.

const [width, height] = [1200, 800];

/** Draws a landscape. @returns {Promise<File>} a JPEG */
export async function drawSample() {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.fillStyle = gradient(context, ['#3f6fb5', '#9cc3e6', '#f6d9a8']);
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#fff3c4';
  context.beginPath();
  context.arc(860, 250, 70, 0, 2 * Math.PI);
  context.fill();
  const greens = ['#7d95b8', '#5d7f8c', '#3f6654', '#294a35'];
  greens.forEach((colour, i) => drawHills(context, 400 + 95 * i, 1 + i, colour));
  const blob = await new Promise((resolve) => { canvas.toBlob(resolve, 'image/jpeg', 0.9); });
  return new File([/** @type {Blob} */ (blob)], 'sample.jpg', { type: 'image/jpeg' });
}

/** @param {CanvasRenderingContext2D} context @param {Array<string>} colours from the top */
function gradient(context, colours) {
  const result = context.createLinearGradient(0, 0, 0, 0.7 * height);
  colours.forEach((colour, i) => result.addColorStop(i / (colours.length - 1), colour));
  return result;
}

/**
 * Draws a row of hills.
 * @param {CanvasRenderingContext2D} context
 * @param {number} base
 * @param {number} row
 * @param {string} colour
 */
function drawHills(context, base, row, colour) {
  context.fillStyle = colour;
  context.beginPath();
  context.moveTo(0, height);
  for (let x = 0; x <= width; x += 4) {
    context.lineTo(x, base - 55 * Math.sin(x / (210 - 20 * row) + 2 * row) - 25 * Math.sin(x / 83 + row));
  }
  context.lineTo(width, height);
  context.fill();
}
