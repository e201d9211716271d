package sample

// Camera is the EXIF data of the example in the service's documentation, and a location.
var Camera = Directories{
	Image: []Field{
		ASCII(0x10f, "Canon"), ASCII(0x110, "Canon EOS 40D"), Short(0x112, 1), Ratio(0x11a, 72, 1), Ratio(0x11b, 72, 1),
		Short(0x128, 2),
		ASCII(0x131, "GIMP 2.4.5"), ASCII(0x132, "2008:07:31 10:38:11"), Short(0x213, 2),
	},
	Thumbnail: []Field{
		Short(0x103, 6), Ratio(0x11a, 72, 1), Ratio(0x11b, 72, 1), Short(0x128, 2), Long(0x201, 1090),
		Long(0x202, 1378),
	},
	Details: []Field{
		Ratio(0x829a, 1, 160), Ratio(0x829d, 71, 10), Short(0x8822, 1), Short(0x8827, 100), Undefined(0x9000, "0221"),
		ASCII(0x9003, "2008:05:30 15:56:01"), ASCII(0x9004, "2008:05:30 15:56:01"),
		Undefined(0x9101, "\x01\x02\x03\x00"),
		SignedRatio(0x9201, 483328, 65536), Ratio(0x9202, 368640, 65536), SignedRatio(0x9204, 0, 1), Short(0x9207, 5),
		Short(0x9209, 9),
		Ratio(0x920a, 135, 1), Undefined(0x927c, "what the maker wrote"), ASCII(0x9290, "00"), ASCII(0x9291, "00"),
		ASCII(0x9292, "00"),
		Undefined(0xa000, "0100"), Short(0xa001, 1), Long(0xa002, 100), Long(0xa003, 68), Ratio(0xa20e, 3888000, 876),
		Ratio(0xa20f, 2592000, 583), Short(0xa210, 2), Short(0xa401, 0), Short(0xa402, 1), Short(0xa403, 0),
		Short(0xa406, 0),
	},
	GPS: []Field{
		Octets(0, 2, 2, 0, 0), ASCII(1, "S"), Ratio(2, 43, 1, 28, 1, 281, 100), ASCII(3, "E"),
		Ratio(4, 11, 1, 53, 1, 645, 100),
		Octets(5, 0), Ratio(6, 491, 2), Ratio(7, 14, 1, 27, 1, 7, 1),
	},
	Interoperability: []Field{ASCII(1, "R98"), Undefined(2, "0100")},
}

// XMP is an XMP packet with attributes, a bag, a text with alternatives, and a field that EXIF data has too.
const XMP = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" Iptc4xmpCore:CountryCode="R19">
<Iptc4xmpCore:Scene><rdf:Bag><rdf:li>One</rdf:li><rdf:li>Two</rdf:li></rdf:Bag></Iptc4xmpCore:Scene>
<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Alt><rdf:li>A title</rdf:li></rdf:Alt></dc:title>
<tiff:Software xmlns:tiff="http://ns.adobe.com/tiff/1.0/">not the one of EXIF</tiff:Software>
</rdf:Description></rdf:RDF></x:xmpmeta>`
