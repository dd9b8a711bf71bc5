import pytest, io, time, zipfile
from pathlib import Path
from faden.conftest import SHARED, NOW
from faden.addresses.actions import Change
from faden.opinion.actions.importing import *
from faden.opinion.actions.exporting import export_polis
from faden.opinion.models import *
from faden.opinion.tests.conversations import polis_files
@pytest.mark.parametrize("where",["konsum"])
def test_it(programme,where):
    files={p.name:p.read_bytes() for p in (SHARED/"data"/"klimarat"/where).iterdir()} if where!="own" else polis_files()
    t=time.process_time(); W=time.time()
    done=import_polis(programme,files,change=Change(by=None,now=NOW))
    print(); print("wall",round(time.time()-W,2)); print(where,"import cpu",round(time.process_time()-t,2),done)
    print(done.conversation.title, Vote.objects.count(), VoteEvent.objects.count())
    for complete in (False,True):
        out=io.BytesIO(); t=time.process_time(); W=time.time()
        print(export_polis(done.conversation,out,change=Change(by=None,now=NOW),complete=complete), "export cpu",round(time.process_time()-t,2), len(out.getvalue()))
    z=zipfile.ZipFile(out)
    for i in z.infolist(): print(i.filename,i.file_size, z.read(i)[:300] if i.filename!="pca2.json" else "")
    t=time.process_time(); W=time.time()
    d2=import_polis(programme,{"x.zip":out.getvalue()},change=Change(by=None,now=NOW)); print("reimport",round(time.process_time()-t,2), d2)
