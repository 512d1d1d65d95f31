// A scene that moves, for those without a camera: a chessboard that turns before drifting boxes.

const [WIDTH, HEIGHT] = [640, 480];

/**
 * Draws the scene.
 *
 * @param context - of a canvas of 640 × 480 pixels
 * @param seconds - since it began
 */
export function drawScene(context: CanvasRenderingContext2D, seconds: number): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  const sky = context.createLinearGradient(0, 0, WIDTH, HEIGHT);
  sky.addColorStop(0, '#3c4a63');
  sky.addColorStop(1, '#a7b4c4');
  context.fillStyle = sky;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  const boxes = ['#e8d9a0', '#7a2f2b', '#f4f4f4', '#22384f', '#8aa37b', '#caa06a'];
  for (const [i, colour] of boxes.entries()) {
    context.fillStyle = colour;
    const x = ((i * 131 + seconds * (20 + 9 * i)) % (WIDTH + 160)) - 120;
    const y = 40 + ((i * 83) % 380) + 18 * Math.sin(seconds + i);
    context.fillRect(x, y, 60 + 13 * (i % 3), 40 + 17 * (i % 4));
  }
  context.translate(WIDTH / 2, HEIGHT / 2);
  context.rotate(0.3 * seconds);
  const zoom = 1 + 0.15 * Math.sin(0.7 * seconds);
  context.scale(zoom, zoom);
  for (let row = -3; row < 3; row++) {
    for (let column = -3; column < 3; column++) {
      context.fillStyle = (row + column) % 2 === 0 ? '#f2f2ee' : '#1c1c22';
      context.fillRect(column * 36, row * 36, 36, 36);
    }
  }
}
