// What a person writes with commas between.
export const words = (text) => text.split(',').map((word) => word.trim()).filter(Boolean);
