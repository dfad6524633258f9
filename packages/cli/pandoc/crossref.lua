--[[
Numbers figures and resolves references to them, for pandoc 2.17 and later:

    pandoc --lua-filter crossref.lua paper.md -o paper.html

An empty link to a figure, `[](#fig-pipeline)`, becomes "Figure 2", linked. In LaTeX it becomes
`Figure~\ref{fig-pipeline}` and LaTeX counts; in every other format the filter counts the figures
that have captions and puts "Figure 2: " before each caption. The metadata field `figure-name`
replaces the word "Figure". An empty link to an unknown `#fig-...` is reported and left alone.

A picture with an attribute `pdf="figures/x.pdf"` is replaced by that file in LaTeX; elsewhere the
attribute goes. In Quarto, which numbers by itself, this is all that the filter does:

    filters: [crossref.lua]
]]

local stringify = pandoc.utils.stringify
local is_latex = FORMAT:match('latex') ~= nil or FORMAT == 'beamer'

--- The name pandoc's LaTeX writer gives to the label of `id`.
local function to_label(id)
  local label = {}
  for _, code in utf8.codes(id) do
    local character = utf8.char(code)
    if character:match('^[%w%-_+=:;.]$') then
      label[#label + 1] = character
    else
      label[#label + 1] = string.format('ux%x', code)
    end
  end
  return table.concat(label)
end

--- The image of a paragraph that pandoc before 3.0 makes a figure, which it marks in the title.
local function image_of_figure(paragraph)
  local image = paragraph.content[1]
  if #paragraph.content == 1 and image.t == 'Image' and image.title:sub(1, 4) == 'fig:' then
    return image
  end
  return nil
end

--- Calls `visit` with the caption's inlines, and the id, of every captioned figure, in order.
local function map_figures(document, visit)
  local function map_paragraph(paragraph)
    local image = image_of_figure(paragraph)
    if not image or #image.caption == 0 then
      return nil
    end
    if not image.attributes.alt then
      image.attributes.alt = stringify(image.caption)
    end
    image.caption = visit(image.caption, image.identifier)
    -- In a tight list it was a Plain, which no writer makes a figure.
    return pandoc.Para({ image })
  end

  return document:walk({
    traverse = 'topdown',
    Para = map_paragraph,
    Plain = map_paragraph,
    Figure = function(figure)
      local first = figure.caption.long[1]
      if not first then
        return nil
      end
      local id = figure.identifier
      if id == '' then
        -- An id written on the image alone.
        figure:walk({
          Image = function(image)
            id = id == '' and image.identifier or id
          end,
        })
      end
      first.content = visit(first.content, id)
      figure.caption.long[1] = first
      return figure
    end,
  })
end

--- Whether a link has a target in this document and no text of its own.
local function is_reference(link)
  return #link.content == 0 and link.target:sub(1, 1) == '#'
end

--- The PDF of a picture where LaTeX reads the document, the picture itself elsewhere.
local function choose_format(image)
  local pdf = image.attributes.pdf
  if not pdf then
    return nil
  end
  image.attributes.pdf = nil
  if is_latex then
    image.src = pdf
  end
  return image
end

function Pandoc(document)
  document = document:walk({ Image = choose_format })
  if quarto then
    return document
  end
  local name = document.meta['figure-name'] and stringify(document.meta['figure-name']) or 'Figure'
  local number_of = {}
  local count = 0

  document = map_figures(document, function(caption, id)
    count = count + 1
    if id ~= '' then
      number_of[id] = count
    end
    if is_latex then
      return caption
    end
    local numbered = pandoc.Inlines({ pandoc.Str(name .. '\u{a0}' .. count .. ':'), pandoc.Space() })
    numbered:extend(caption)
    return numbered
  end)

  return document:walk({
    Link = function(link)
      if not is_reference(link) then
        return nil
      end
      local id = link.target:sub(2)
      if not number_of[id] then
        if id:sub(1, 4) == 'fig-' then
          io.stderr:write('crossref.lua: no figure has the id `' .. id .. '`\n')
        end
        return nil
      end
      if is_latex then
        return { pandoc.Str(name), pandoc.RawInline('latex', '~\\ref{' .. to_label(id) .. '}') }
      end
      link.content = { pandoc.Str(name .. '\u{a0}' .. number_of[id]) }
      return link
    end,
  })
end
