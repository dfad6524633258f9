-- Runs the filter as Quarto does, which filters know by this global.
quarto = {}
dofile(pandoc.path.join({ pandoc.path.directory(PANDOC_SCRIPT_FILE), '../../pandoc/crossref.lua' }))
