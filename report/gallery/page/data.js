// The data of the page: JSON in script elements, whose maps are read when they are needed.

const byId = (id) => document.getElementById(id);

// make makes an element. Texts are never markup.
function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

const images = [...document.querySelectorAll("#gallery > li")].map((item, order) => ({
  item, order, about: JSON.parse(item.querySelector(".about").textContent), photo: item.querySelector(".photo"),
}));

function bytesOf(base64url) {
  const text = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// kept holds the planes of the images looked at last, the last at the end.
const kept = new Map();
const mostKept = 24;

function planesOf(image) {
  let planes = kept.get(image);
  if (planes) kept.delete(image);
  else planes = JSON.parse(image.item.querySelector(".planes").textContent) || [];
  kept.set(image, planes);
  if (kept.size > mostKept) kept.delete(kept.keys().next().value);
  return planes;
}

// planeAt returns a plane with its bytes, or null if there is none.
async function planeAt(image, place) {
  const plane = place >= 0 ? planesOf(image)[place] : null;
  if (!plane) return null;
  plane.bytes ||= inflate(bytesOf(plane.data));
  return { ...plane, values: await plane.bytes };
}

function mapOf(image, method, variant) {
  return image.about.maps.find((map) => map.method === method && map.variant === variant);
}

// distinct lists what the maps of all images have, in the order in which it comes.
const distinct = (of) => [...new Set(images.flatMap((image) => image.about.maps.map(of)))];
const methods = distinct((map) => map.method);
const variants = distinct((map) => map.variant);
