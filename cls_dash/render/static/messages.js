// What the server sends to a map. Nothing but types: see maps.py, packing.py and fetched.py.

/**
 * @typedef {[number, number, number, number]} Box West, south, east and north, in degrees.
 * @typedef {Record<string, string | number | boolean>} Style What Leaflet draws with.
 *
 * @typedef {object} PackedObject
 * @property {number[]} uses Arcs, ring by ring: see packing.py.
 * @property {string[]} names
 * @property {number[]} [codes] Running steps of INSEE codes, as numbers in base 36.
 * @property {string[]} [ids]
 * @property {number[]} [points] Running steps of chief points.
 *
 * @typedef {object} Grid
 * @property {[number, number]} scale
 * @property {[number, number]} translate
 *
 * @typedef {object} Group Areas that share a colour at a level.
 * @property {string[]} codes
 * @property {string[]} names
 * @property {number[]} of Area by area, the rank of its group, or -1.
 *
 * @typedef {object} Frame A place oceans apart.
 * @property {string} name
 * @property {Box} box
 *
 * @typedef {object} Arcs
 * @property {number[]} steps
 * @property {number[]} lengths
 * @property {Record<string, PackedObject>} objects
 *
 * @typedef {object} Members
 * @property {Record<string, Group>} [groups]
 * @property {Frame[]} frames
 * @property {[string, string, number, number][]} [around] Kind, name and place of what is named
 *   around a territory.
 * @property {[string, number, number, number, number][]} [details] Finer pieces: digest and box.
 *
 * @typedef {Grid & Arcs & Members} Topology
 *
 * @typedef {string} PackedLines Ranks of patterns, each with its figures: «0|4;1|12».
 * @typedef {[number | [number, number], number, PackedLines, string?]} Circle
 *
 * @typedef {object} FigureLine
 * @property {string} text
 * @property {number} digits
 * @property {string} missing
 *
 * @typedef {object} LegendClass
 * @property {string | null} colour
 * @property {string} label
 * @property {string} count
 *
 * @typedef {object} LegendCircles
 * @property {string} title
 * @property {{ radius: number, label: string, colour?: string }[]} sizes
 *
 * @typedef {object} LegendText
 * @property {string} title
 * @property {LegendClass[]} classes
 * @property {LegendCircles | null} [circles]
 * @property {[string, string] | null} [square] Titles of both sides of nine classes.
 *
 * @typedef {object} PointsPlace
 * @property {string} address
 * @property {string | null} names
 * @property {string} one
 * @property {string} many
 * @property {Style} style
 *
 * @typedef {object} Perimeters
 * @property {string} address
 * @property {string} chosen
 *
 * @typedef {object} Figures
 * @property {string} address
 * @property {FigureLine[]} lines
 *
 * @typedef {object} Values
 * @property {string} title
 * @property {string | string[]} classes One mark in base 36 each; any other mark is no data.
 * @property {string[]} palette
 * @property {PackedLines[]} tips
 * @property {string[]} patterns
 * @property {LegendText} legend
 * @property {Circle[]} circles
 * @property {number[]} labels
 * @property {string | null} [selected]
 * @property {string} level
 * @property {Figures | null} [figures]
 * @property {string} [key]
 * @property {Style} circleStyle
 * @property {PointsPlace | null} [points]
 * @property {Perimeters} [perimeters]
 *
 * @typedef {object} Question
 * @property {string} layer
 * @property {string} level
 *
 * @typedef {object} SharedPart
 * @property {string} choices
 * @property {string} values
 * @property {number} heard
 * @property {Perimeters} perimeters
 * @property {PointsPlace | null} points
 * @property {LegendCircles | null} circles
 * @property {Style} circleStyle
 *
 * @typedef {SharedPart & Question} SharedPage
 *
 * @typedef {object} Known What may be chosen.
 * @property {Record<string, string>} levels
 * @property {{ code: string, title: string, group: string, levels: string[] }[]} layers
 *
 * @typedef {object} Cloud
 * @property {number} scale
 * @property {number[]} steps
 * @property {number[] | null} [weights]
 *
 * @typedef {object} Tiles
 * @property {string} address
 * @property {string} credits
 * @property {string} label
 *
 * @typedef {object} Colours
 * @property {string} missing Of no data.
 * @property {Record<string, string>} dark What stands for a colour on a dark page.
 * @property {Record<string, string>} textures What is drawn over a colour.
 *
 * @typedef {object} MapOptions
 * @property {string} assets
 * @property {string} digest
 * @property {string} font
 * @property {Box | null} box
 * @property {Tiles | null} background
 * @property {Colours} colours
 *
 * @typedef {{ id: string, name: string, longitude?: number, latitude?: number }} Area
 * @typedef {{ id: string, name: string, longitude: number, latitude: number }} Place
 */

export {};
