// Which of some letters the element's fonts draw as nothing, or as the sign that stands for a missing glyph.
(element, letters) => {
  const side = 48;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const { fontStyle, fontWeight, fontFamily } = getComputedStyle(element);
  context.font = `${fontStyle} ${fontWeight} 32px ${fontFamily}`;
  context.textBaseline = "middle";
  const draw = (letter) => {
    context.clearRect(0, 0, side, side);
    context.fillText(letter, 4, side / 2);
    return context.getImageData(0, 0, side, side).data.join();
  };
  const signs = new Set([draw(""), draw("\u0378"), draw("\uffff"), draw("\u{10fffd}")]);
  const isDrawn = (letter) => !/\s|\p{Default_Ignorable_Code_Point}/u.test(letter);
  return [...letters].filter((letter) => isDrawn(letter) && signs.has(draw(letter))).join("");
}
