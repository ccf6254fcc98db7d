-- A person's session in Neovim, told line by line. AUDITD_SERVER: the program of the language server.
-- nvim --headless -u NONE -i NONE -n -c 'luafile test/remote/neovim.lua' 10-base.rules

-- As in insert mode: the cursor may stand behind the last character.
vim.o.virtualedit = 'onemore'

local function tell(what, value)
  io.stdout:write(what .. ': ' .. (type(value) == 'string' and value or vim.fn.json_encode(value)) .. '\n')
end

local function wait(what, holds)
  if not vim.wait(20000, holds, 20) then
    tell('waited in vain for', what)
    vim.cmd('cquit!')
  end
end

local client = vim.lsp.start_client({
  name = 'auditd',
  cmd = { 'node', vim.env.AUDITD_SERVER, '--stdio' },
  root_dir = vim.fn.getcwd(),
  get_language_id = function() return 'audit-rules' end,
})
vim.lsp.buf_attach_client(0, client)
wait('the server', function() return vim.lsp.get_client_by_id(client) ~= nil and vim.lsp.get_client_by_id(client).initialized end)
tell('server', vim.lsp.get_client_by_id(client).server_info or vim.lsp.get_client_by_id(client).config.name)
-- Neovim 0.7 cannot ask for diagnostics: the server sends them by itself.
tell('asks for diagnostics', vim.lsp.protocol.make_client_capabilities().textDocument.diagnostic ~= nil)

local function codes()
  local found = {}
  for _, each in ipairs(vim.diagnostic.get(0)) do
    local code = each.code or (each.user_data and each.user_data.lsp and each.user_data.lsp.code)
    table.insert(found, (each.lnum + 1) .. ' ' .. tostring(code))
  end
  table.sort(found)
  return found
end

wait('findings', function() return #vim.diagnostic.get(0) > 0 end)
tell('findings', codes())

local function ask(method, line, column, more)
  vim.api.nvim_win_set_cursor(0, { line, column })
  local params = vim.tbl_extend('force', vim.lsp.util.make_position_params(0, 'utf-16'), more or {})
  local answers = vim.lsp.buf_request_sync(0, method, params, 10000)
  local answer = answers and answers[client]
  return answer and answer.result
end

tell('hover', vim.split(ask('textDocument/hover', 1, 32).contents.value, '\n')[1])

local labels = {}
local completion = ask('textDocument/completion', 2, 3)
for at = 1, 3 do table.insert(labels, (completion.items or completion)[at].label) end
tell('completion', labels)

local places = {}
for _, each in ipairs(ask('textDocument/references', 1, 60, { context = { includeDeclaration = true } })) do
  table.insert(places, vim.fn.fnamemodify(vim.uri_to_fname(each.uri), ':t') .. ':' .. (each.range.start.line + 1))
end
table.sort(places)
tell('references', places)

vim.api.nvim_buf_set_lines(0, 1, 2, true, { '-a always,exit -F arch=b64 -S openn -F uid=0 -k x' })
wait('the finding of an edit', function() return vim.tbl_contains(codes(), '2 unknown-syscall') end)
tell('after an edit', codes())

local fixes = ask('textDocument/codeAction', 1, 0, {
  range = { start = { line = 0, character = 0 }, ['end'] = { line = 0, character = 99 } },
  context = { diagnostics = {}, only = { 'source.fixAll.auditd' } },
})
vim.lsp.util.apply_workspace_edit(fixes[1].edit, 'utf-16')
tell('fixed', vim.api.nvim_buf_get_lines(0, 0, 1, true)[1])

vim.lsp.stop_client(client)
wait('the server to end', function() return vim.lsp.get_client_by_id(client) == nil end)
tell('server', 'ended')
vim.cmd('qall!')
