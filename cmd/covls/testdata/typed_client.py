"""A client on an independent model of LSP.

pygls structures every message by the types that lsprotocol generated from the
LSP meta model, so a message with a wrong shape is an error here, whatever the
server's own library thinks of it. It talks to the built binary in a workspace
that the Go test made: a covered file main.c, a report lcov.info.

usage: typed_client.py WORKSPACE COMMAND...
"""

import asyncio
import pathlib
import sys

from lsprotocol import types as t
from pygls.lsp.client import BaseLanguageClient

ROOT = pathlib.Path(sys.argv[1])
ERRORS = []


class Client(BaseLanguageClient):
    def report_server_error(self, error, source):
        ERRORS.append((source, repr(error)))


class Session:
    """One editor with its own capabilities."""

    def __init__(self, experimental, pull):
        self.client = Client("covls-typed-client", "1")
        self.experimental, self.pull = experimental, pull
        self.published, self.status, self.diagnostics = (asyncio.Queue() for _ in range(3))
        self.progress = []
        client = self.client
        client.feature("covls/publishCoverage")(lambda p: self.published.put_nowait(p))
        client.feature("covls/status")(lambda p: self.status.put_nowait(p))
        client.feature(t.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda p: self.diagnostics.put_nowait(p))
        client.feature(t.WINDOW_WORK_DONE_PROGRESS_CREATE)(lambda p: None)
        client.feature(t.PROGRESS)(lambda p: self.progress.append(p))
        client.feature(t.CLIENT_REGISTER_CAPABILITY)(lambda p: None)
        client.feature(t.WORKSPACE_CODE_LENS_REFRESH)(lambda p: None)
        client.feature(t.WORKSPACE_DIAGNOSTIC_REFRESH)(lambda p: None)
        client.feature(t.WORKSPACE_INLAY_HINT_REFRESH)(lambda p: None)
        client.feature(t.WORKSPACE_CONFIGURATION)(lambda p: [{"inlayHints": True, "documentColor": True, "codeLens": {"functions": "all"}} for _ in p.items])
        client.feature(t.WINDOW_LOG_MESSAGE)(lambda p: ERRORS.append(("log", p.message)) if p.type == t.MessageType.Error else None)
        # Only what the user asked for may pop up, which here is covls.explain.
        client.feature(t.WINDOW_SHOW_MESSAGE)(lambda p: None if p.message.startswith("main.c:3") else ERRORS.append(("a message popped up", p.message)))

    def capabilities(self):
        return t.ClientCapabilities(
            general=t.GeneralClientCapabilities(position_encodings=[t.PositionEncodingKind.Utf8, t.PositionEncodingKind.Utf16]),
            window=t.WindowClientCapabilities(work_done_progress=True),
            workspace=t.WorkspaceClientCapabilities(
                configuration=True,
                workspace_folders=True,
                code_lens=t.CodeLensWorkspaceClientCapabilities(refresh_support=True),
                diagnostics=t.DiagnosticWorkspaceClientCapabilities(refresh_support=True),
                inlay_hint=t.InlayHintWorkspaceClientCapabilities(refresh_support=True),
            ),
            text_document=t.TextDocumentClientCapabilities(
                hover=t.HoverClientCapabilities(content_format=[t.MarkupKind.Markdown]),
                publish_diagnostics=t.PublishDiagnosticsClientCapabilities(),
                diagnostic=t.DiagnosticClientCapabilities() if self.pull else None,
            ),
            experimental={"covls": {"publishCoverage": True}} if self.experimental else None,
        )

    async def run(self):
        c = self.client
        await c.start_io(*sys.argv[2:])
        folders = [t.WorkspaceFolder(uri=ROOT.as_uri(), name="w")]
        result = await c.initialize_async(t.InitializeParams(capabilities=self.capabilities(), workspace_folders=folders, root_uri=ROOT.as_uri(), initialization_options={"diagnostics": {"scope": "all"}}))
        assert result.server_info.name == "covls", result.server_info
        assert result.capabilities.position_encoding == t.PositionEncodingKind.Utf8
        assert bool(result.capabilities.diagnostic_provider) == self.pull, result.capabilities.diagnostic_provider
        c.initialized(t.InitializedParams())
        path = ROOT / "main.c"
        uri, document = path.as_uri(), t.TextDocumentIdentifier(uri=path.as_uri())
        c.text_document_did_open(t.DidOpenTextDocumentParams(t.TextDocumentItem(uri, "c", 1, path.read_text())))
        if self.experimental:
            await self.await_coverage(uri)
        await self.standard(uri, document)
        await self.custom(uri)
        # An edit makes lines unknown; undoing it brings them back.
        whole = path.read_text()
        c.text_document_did_change(t.DidChangeTextDocumentParams(
            t.VersionedTextDocumentIdentifier(version=2, uri=uri),
            [t.TextDocumentContentChangeEvent_Type1(range=t.Range(t.Position(0, 0), t.Position(0, 0)), text="// new\n")]))
        c.text_document_did_change(t.DidChangeTextDocumentParams(
            t.VersionedTextDocumentIdentifier(version=3, uri=uri), [t.TextDocumentContentChangeEvent_Type2(text=whole)]))
        c.text_document_did_save(t.DidSaveTextDocumentParams(document))
        c.workspace_did_change_watched_files(t.DidChangeWatchedFilesParams([t.FileEvent((ROOT / "lcov.info").as_uri(), t.FileChangeType.Changed)]))
        c.workspace_did_change_configuration(t.DidChangeConfigurationParams(settings={"covls": {}}))
        hover = await c.text_document_hover_async(t.HoverParams(document, t.Position(1, 0)))
        assert hover is not None
        c.text_document_did_close(t.DidCloseTextDocumentParams(document))
        await self.refused(document)
        await c.shutdown_async(None)
        c.exit(None)
        await c._server.wait()
        assert c._server.returncode == 0, c._server.returncode

    async def await_coverage(self, uri):
        while True:
            p = await self.published.get()
            if p.uri == uri and len(p.data) > 0:
                assert len(p.data) % 5 == 0 and p.generation > 0 and p.version == 1, p
                assert p.summary.lines == [2, 3] and p.gates == [], p
                return

    async def standard(self, uri, document):
        c = self.client
        # Without covls/publishCoverage nothing says when the report was read.
        await c.workspace_execute_command_async(t.ExecuteCommandParams("covls.refresh", []))
        lenses = await c.text_document_code_lens_async(t.CodeLensParams(document))
        assert lenses[0].command.title.startswith("file 66.6%"), lenses
        hover = await c.text_document_hover_async(t.HoverParams(document, t.Position(1, 0)))
        assert hover.contents.kind == t.MarkupKind.Markdown and "lcov.info" in hover.contents.value, hover
        everything = t.Range(t.Position(0, 0), t.Position(99, 0))
        if self.pull:
            report = await c.text_document_diagnostic_async(t.DocumentDiagnosticParams(document))
            items = report.items
            again = await c.text_document_diagnostic_async(t.DocumentDiagnosticParams(document, previous_result_id=report.result_id))
            assert again.kind == "unchanged", again
        else:
            items = (await self.diagnostics.get()).diagnostics
            while not items:
                items = (await self.diagnostics.get()).diagnostics
        assert [(d.source, d.code) for d in items] == [("covls", "uncovered")], items
        await c.text_document_inlay_hint_async(t.InlayHintParams(document, everything))
        await c.text_document_document_color_async(t.DocumentColorParams(document))
        await c.text_document_code_action_async(t.CodeActionParams(document, everything, t.CodeActionContext(diagnostics=items)))
        place = await c.workspace_execute_command_async(t.ExecuteCommandParams("covls.nextUncovered", [uri, {"line": 0, "character": 0}]))
        assert place["range"]["start"]["line"] == 2, place
        for command, arguments in (("covls.summary", []), ("covls.explain", [uri, 2]), ("covls.selectFlags", [None])):
            await c.workspace_execute_command_async(t.ExecuteCommandParams(command, arguments))

    async def custom(self, uri):
        c = self.client
        coverage = await c.protocol.send_request_async("covls/fileCoverage", {"textDocument": {"uri": uri}})
        assert coverage.summary.lines == [2, 3], coverage
        tree = await c.protocol.send_request_async("covls/summary", {"depth": 1})
        assert tree.kind == "workspace" and tree.children[0].name == "main.c", tree
        if self.experimental:
            while (await self.status.get()).state != "ready":
                pass

    async def refused(self, document):
        try:
            await self.client.text_document_definition_async(t.DefinitionParams(document, t.Position(0, 0)))
        except Exception as e:
            assert "not" in str(e).lower(), e
        else:
            raise AssertionError("definition is not advertised, and was answered")


async def main():
    for experimental in (False, True):
        for pull in (False, True):
            session = Session(experimental, pull)
            await asyncio.wait_for(session.run(), 30)
            if not experimental:
                assert session.published.empty() and session.status.empty(), "covls/* was sent to a client that did not ask for it"
            if pull:
                assert session.diagnostics.empty(), "diagnostics were pushed to a client that pulls"
    assert not ERRORS, ERRORS
    print("every message fits the model")


asyncio.run(main())
