// Writes responsive.json: the results of the browser SDK for each case. To run it, with Node 20 and network access:
//
//	npm install --no-save --prefix sdk @imagekit/javascript@5.5.1
//	NODE_PATH=sdk/node_modules node responsive.mjs > responsive.json
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { getResponsiveImageAttributes: attributes } = require('@imagekit/javascript');
const cases = [
	["neither", {}],
	["100vw", {sizes:"100vw"}],
	["half a wide window", {sizes:"(min-width: 768px) 50vw, 100vw"}],
	["a third", {sizes:"33vw"}],
	["7vw, where the SDK's product is above 7", {sizes:"7vw", deviceBreakpoints:[100], imageBreakpoints:[6,7,8]}],
	["29vw, where the SDK's product is below 232", {sizes:"29vw", deviceBreakpoints:[800], imageBreakpoints:[231,232,233]}],
	["no vw", {sizes:"(min-width: 800px) 400px, 300px"}],
	["vw without a space in front", {sizes:"calc(50vw - 2rem)"}],
	["calc and vw", {sizes:"(min-width: 768px) calc(50vw - 2rem), 100vw"}],
	["fraction of vw", {sizes:"33.3vw"}],
	["fraction of vw and vw", {sizes:"(min-width: 768px) 33.3vw, 90vw"}],
	["vw in a media condition", {sizes:"(min-width: 20vw) 300px, 500px"}],
	["upper case", {sizes:"50VW"}],
	["0vw", {sizes:"0vw"}],
	["199vw", {sizes:"199vw", deviceBreakpoints:[100,150,199,200]}],
	["200vw is no percentage", {sizes:"200vw"}],
	["1000vw is no percentage", {sizes:"1000vw"}],
	["leading zeros", {sizes:"09vw"}],
	["three digits that begin with 0", {sizes:"009vw"}],
	["several spaces and a tab", {sizes:"(min-width: 1px)\t\t40vw,\n80vw"}],
	["no-break space", {sizes:"(min-width: 1px)\u00a040vw, 80vw"}],
	["byte order mark", {sizes:"(min-width: 1px)\ufeff40vw, 80vw"}],
	["next line is no space", {sizes:"(min-width: 1px)\u008540vw, 80vw"}],
	["vwvw", {sizes:"10vwvw 60vw"}],
	["nonsense", {sizes:"; DROP \"<b>"}],
	["sizes and width", {sizes:"50vw", width:300}],
	["width 1", {width:1}],
	["width 16", {width:16}],
	["width 300", {width:300}],
	["width 385", {width:385}],
	["width 1000", {width:1000}],
	["width 1920", {width:1920}],
	["width 2048: twice is beyond the largest", {width:2048}],
	["width 5000: beyond the largest", {width:5000}],
	["width with own breakpoints", {width:150, deviceBreakpoints:[200,400,800], imageBreakpoints:[100]}],
	["own device breakpoints, not sorted", {deviceBreakpoints:[1200,300,600]}],
	["own image breakpoints, not sorted", {sizes:"10vw", imageBreakpoints:[250,50]}],
	["no image breakpoints", {sizes:"10vw", imageBreakpoints:[]}],
	["own transformation", {transformation:[{height:300,width:400},{rotation:90}], width:200}],
	["transformation in the path", {transformationPosition:"path", transformation:[{height:300}], width:200}],
	["query parameters", {queryParameters:{v:"2"}, width:200}],
	["empty chain in the path", {transformationPosition:"path", sizes:"50vw"}],
	["complete URL", {src:"https://ik.imagekit.io/demo/a.jpg?v=1", width:200}],
];
const out = {
	source: "getResponsiveImageAttributes of @imagekit/javascript 5.5.1",
	cases: cases.map(([id, o]) => {
		const { src = "/a.jpg", ...rest } = o;
		return { id, options: { src, ...rest }, want: attributes({ urlEndpoint: "https://ik.imagekit.io/demo", src, ...rest }) };
	}),
};
console.log(JSON.stringify(out, null, '\t'));
